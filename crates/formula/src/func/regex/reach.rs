//! How far searches read.
//!
//! One search reads a text once. But one that finds a match may have read on
//! to the end, as `a.*b|a` does for every `a` of a text without any `b`, and
//! then the next search reads all of that again. To replace every match of a
//! long text would take minutes. So for every match what was read is counted,
//! with an automaton that is stepped by hand.

use regex::Regex;
use regex_automata::hybrid::dfa::{Cache, DFA};
use regex_automata::util::syntax;
use regex_automata::{Anchored, Input};

use crate::context::Context;
use crate::value::Failure;

/// Bytes that are searched in the time of one step, at worst.
const BYTES: usize = 2;

/// Bytes of a text that is so short that nothing has to be counted exactly.
const SHORT: usize = 2_048;

/// Counts that a text is searched once.
pub(super) fn once(text: &str, context: &Context) -> Result<(), Failure> {
    context.visit(text.len() / BYTES)
}

/// Counts what is read for match after match.
pub(super) struct Reach<'t> {
    text: &'t str,
    /// `None` if the text is short, or the pattern takes too many states.
    probe: Option<Box<(DFA, Cache)>>,
}

impl<'t> Reach<'t> {
    pub(super) fn new(regex: &Regex, text: &'t str) -> Self {
        let probe = || {
            let dfa = DFA::builder()
                .syntax(syntax::Config::new().nest_limit(250))
                .configure(
                    DFA::config()
                        .skip_cache_capacity_check(true)
                        .minimum_cache_clear_count(Some(4)),
                )
                .build(regex.as_str())
                .ok()?;
            let cache = dfa.create_cache();
            Some(Box::new((dfa, cache)))
        };
        Self {
            text,
            probe: if text.len() > SHORT { probe() } else { None },
        }
    }

    /// Counts what was read beyond the start of a match.
    pub(super) fn note(&mut self, start: usize, context: &Context) -> Result<(), Failure> {
        let rest = self.text.len().saturating_sub(start);
        if self.text.len() <= SHORT {
            return context.visit(1 + rest / 64);
        }
        context.visit(1 + self.read(start).unwrap_or(rest) / BYTES)
    }

    /// How many bytes are read until nothing longer can match.
    fn read(&mut self, start: usize) -> Option<usize> {
        let (dfa, cache) = &mut **self.probe.as_mut()?;
        let input = Input::new(self.text)
            .span(start..self.text.len())
            .anchored(Anchored::Yes);
        let mut state = dfa.start_state_forward(cache, &input).ok()?;
        let mut read = 0;
        for byte in self.text.as_bytes().get(start..)? {
            state = dfa.next_state(cache, state, *byte).ok()?;
            read += 1;
            if state.is_dead() || state.is_quit() {
                break;
            }
        }
        Some(read)
    }
}
