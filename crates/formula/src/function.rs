//! The functions of the language: one table of names and numbers of arguments.

macro_rules! functions {
    ($($variant:ident = $name:literal, $least:literal, $most:expr;)*) => {
        /// A function of the language. Names are read without regard to case.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Function {
            $(#[doc = concat!("`", $name, "`")] $variant,)*
        }

        impl Function {
            /// All of them, by name.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The name as it is printed.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// How many arguments it takes: at least, and at most (`None` for
            /// any number).
            pub fn arity(self) -> (usize, Option<usize>) {
                match self { $(Self::$variant => ($least, $most),)* }
            }
        }
    };
}

functions! {
    Abs = "ABS", 1, Some(1);
    And = "AND", 1, None;
    Arraycompact = "ARRAYCOMPACT", 1, Some(1);
    Arrayflatten = "ARRAYFLATTEN", 1, Some(1);
    Arrayjoin = "ARRAYJOIN", 1, Some(2);
    Arrayslice = "ARRAYSLICE", 2, Some(3);
    Arrayunique = "ARRAYUNIQUE", 1, Some(1);
    Average = "AVERAGE", 1, None;
    Blank = "BLANK", 0, Some(0);
    Ceiling = "CEILING", 1, Some(2);
    Concatenate = "CONCATENATE", 1, None;
    Count = "COUNT", 1, None;
    Counta = "COUNTA", 1, None;
    Countall = "COUNTALL", 1, None;
    CreatedTime = "CREATED_TIME", 0, Some(0);
    Dateadd = "DATEADD", 3, Some(3);
    Datestr = "DATESTR", 1, Some(1);
    DatetimeDiff = "DATETIME_DIFF", 2, Some(3);
    DatetimeFormat = "DATETIME_FORMAT", 1, Some(2);
    DatetimeParse = "DATETIME_PARSE", 1, Some(3);
    Day = "DAY", 1, Some(1);
    EncodeUrlComponent = "ENCODE_URL_COMPONENT", 1, Some(1);
    Error = "ERROR", 0, Some(1);
    Even = "EVEN", 1, Some(1);
    Exp = "EXP", 1, Some(1);
    False = "FALSE", 0, Some(0);
    Find = "FIND", 2, Some(3);
    Floor = "FLOOR", 1, Some(2);
    Fromnow = "FROMNOW", 1, Some(1);
    Hour = "HOUR", 1, Some(1);
    If = "IF", 2, Some(3);
    Int = "INT", 1, Some(1);
    Iserror = "ISERROR", 1, Some(1);
    IsAfter = "IS_AFTER", 2, Some(2);
    IsBefore = "IS_BEFORE", 2, Some(2);
    IsSame = "IS_SAME", 2, Some(3);
    LastModifiedTime = "LAST_MODIFIED_TIME", 0, None;
    Left = "LEFT", 1, Some(2);
    Len = "LEN", 1, Some(1);
    Log = "LOG", 1, Some(2);
    Lower = "LOWER", 1, Some(1);
    Max = "MAX", 1, None;
    Mid = "MID", 3, Some(3);
    Min = "MIN", 1, None;
    Minute = "MINUTE", 1, Some(1);
    Mod = "MOD", 2, Some(2);
    Month = "MONTH", 1, Some(1);
    Not = "NOT", 1, Some(1);
    Now = "NOW", 0, Some(0);
    Odd = "ODD", 1, Some(1);
    Or = "OR", 1, None;
    Power = "POWER", 2, Some(2);
    RecordId = "RECORD_ID", 0, Some(0);
    RegexExtract = "REGEX_EXTRACT", 2, Some(2);
    RegexMatch = "REGEX_MATCH", 2, Some(2);
    RegexReplace = "REGEX_REPLACE", 3, Some(3);
    Replace = "REPLACE", 4, Some(4);
    Rept = "REPT", 2, Some(2);
    Right = "RIGHT", 1, Some(2);
    Round = "ROUND", 1, Some(2);
    Rounddown = "ROUNDDOWN", 1, Some(2);
    Roundup = "ROUNDUP", 1, Some(2);
    Search = "SEARCH", 2, Some(3);
    Second = "SECOND", 1, Some(1);
    SetLocale = "SET_LOCALE", 2, Some(2);
    SetTimezone = "SET_TIMEZONE", 2, Some(2);
    Sqrt = "SQRT", 1, Some(1);
    Substitute = "SUBSTITUTE", 3, Some(4);
    Sum = "SUM", 1, None;
    Switch = "SWITCH", 3, None;
    T = "T", 1, Some(1);
    Timestr = "TIMESTR", 1, Some(1);
    Today = "TODAY", 0, Some(0);
    Tonow = "TONOW", 1, Some(1);
    Trim = "TRIM", 1, Some(1);
    True = "TRUE", 0, Some(0);
    Upper = "UPPER", 1, Some(1);
    Value = "VALUE", 1, Some(1);
    Weekday = "WEEKDAY", 1, Some(2);
    Weeknum = "WEEKNUM", 1, Some(2);
    Workday = "WORKDAY", 2, Some(3);
    WorkdayDiff = "WORKDAY_DIFF", 2, Some(3);
    Xor = "XOR", 1, None;
    Year = "YEAR", 1, Some(1);
}

impl Function {
    /// The function of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .find(|function| function.name().eq_ignore_ascii_case(name))
            .copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The language, apart from the table above.
    const NAMES: &str = "
        ABS AND ARRAYCOMPACT ARRAYFLATTEN ARRAYJOIN ARRAYSLICE ARRAYUNIQUE AVERAGE BLANK
        CEILING CONCATENATE COUNT COUNTA COUNTALL CREATED_TIME DATEADD DATESTR DATETIME_DIFF
        DATETIME_FORMAT DATETIME_PARSE DAY ENCODE_URL_COMPONENT ERROR EVEN EXP FALSE FIND
        FLOOR FROMNOW HOUR IF INT ISERROR IS_AFTER IS_BEFORE IS_SAME LAST_MODIFIED_TIME LEFT
        LEN LOG LOWER MAX MID MIN MINUTE MOD MONTH NOT NOW ODD OR POWER RECORD_ID
        REGEX_EXTRACT REGEX_MATCH REGEX_REPLACE REPLACE REPT RIGHT ROUND ROUNDDOWN ROUNDUP
        SEARCH SECOND SET_LOCALE SET_TIMEZONE SQRT SUBSTITUTE SUM SWITCH T TIMESTR TODAY
        TONOW TRIM TRUE UPPER VALUE WEEKDAY WEEKNUM WORKDAY WORKDAY_DIFF XOR YEAR";

    #[test]
    fn all_functions_are_there() {
        let mut wanted: Vec<&str> = NAMES.split_whitespace().collect();
        wanted.sort_unstable();
        let names: Vec<&str> = Function::ALL
            .iter()
            .map(|function| function.name())
            .collect();
        assert_eq!(names, wanted);
        assert_eq!(names.len(), 84);
    }

    #[test]
    fn names_are_read_without_regard_to_case() {
        for function in Function::ALL {
            let name = function.name();
            let mixed: String = name
                .char_indices()
                .map(|(at, letter)| match at % 2 {
                    0 => letter.to_ascii_lowercase(),
                    _ => letter,
                })
                .collect();
            for name in [name, &name.to_lowercase(), &mixed] {
                assert_eq!(Function::named(name), Some(*function), "{name}");
            }
            assert_eq!(Function::named(&format!("{name}X")), None);
        }
        for name in ["", "IF ", "ıF", "values", "SUMME"] {
            assert_eq!(Function::named(name), None, "{name}");
        }
    }

    #[test]
    fn numbers_of_arguments_make_sense() {
        for function in Function::ALL {
            let (least, most) = function.arity();
            assert!(most.is_none_or(|most| least <= most), "{}", function.name());
        }
    }
}
