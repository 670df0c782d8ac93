"""The functions of regular expressions against RE2 itself.

Patterns and texts are drawn from a fixed seed. BASEKEY names the binary:

    BASEKEY=target/debug/basekey python regex.py [--count N] [--seed N]
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile

import re2

LETTERS = ["a", "b", "c", "A", "B", "k", "K", "s", "x", "1", "2", "0", "_", "-", " ", "é", "É",
           "ß", "σ", "ς", "Σ", "日", "😀", "\u212a", "\u017f", "\n", "\t", "\v", "\u00a0", "&", "~",
           "[", "]", "^", ".", "{", "}", ",", "/", "<", ">", "#"]
PLAIN = ["a", "b", "c", "A", "k", "s", "1", "0", "_", "é", "ß", "σ", "日", "😀", " ", "#", "&", "~",
         "<", ">", "-", ",", "]", "}", "/"]
ESCAPES = [r"\d", r"\D", r"\w", r"\W", r"\s", r"\S", r"\pL", r"\PL", r"\p{Lu}", r"\p{Ll}", r"\pN",
           r"\p{Greek}", r"\P{Greek}", r"\p{^Greek}", r"\p{Han}", r"\.", r"\*", r"\[", r"\]", r"\\",
           r"\-", r"\_", r"\<", r"\ ", r"\n", r"\t", r"\v", r"\f", r"\x41", r"\x{e9}", r"\101",
           r"\07", r"\x{1F600}", r"\#", r"\/"]
ANCHORS = ["^", "$", r"\b", r"\B", r"\A", r"\z"]
POSIX = ["[:alpha:]", "[:^alpha:]", "[:digit:]", "[:space:]", "[:^space:]", "[:word:]", "[:punct:]",
         "[:upper:]", "[:lower:]", "[:alnum:]", "[:blank:]", "[:cntrl:]", "[:graph:]", "[:print:]",
         "[:xdigit:]", "[:ascii:]", "[:^ascii:]"]
# What RE2 does not take, or takes for something else than it looks.
ODD = [r"(?=a)", r"(?!a)", r"(?<=a)", r"\1", r"\8", r"\Z", r"\y", r"a**", r"a+*", "a{2}{3}", "*", "{",
       "{2", "{,2}", "a{02}", "a{1001}", "a{3,2}", "(", ")", "[", "]", "[]a]", "[^]a]", "[a-]",
       "[-a]", "[b-a]", r"[a-\d]", "[[:foo:]]", "[a&&b]", "[a--c]", "[[a]", "[a~~b]", "[a-c-e]",
       r"[\b]", r"[\Q]", r"\Qa.b\E", r"\Q[*", r"\pX", r"\p{greek}", r"\xg", "(?x)a", "(?u)a",
       "(?i-)a", "(?)", "(?:)", "()", "(?P<n>a)", "(?<n>a)", "(?P=n)", "(?P<n>a)(?P<n>b)", "\\",
       "a|*", "(*)", "(|a)+", "(a|)*b", "||", "^*", r"\b+", "(?i)k", "(?i)[k]", "(?i)[^k]",
       r"(?i)\w", r"(?i)\W", r"(?i)[\W]", "(?i)ß", "(?i)σ", r"(?i)\p{Lu}", r"(?i)[[:^alpha:]]",
       "(?i)[[:upper:]]", "(?s).", "(?m)^", "(?m)$", "(?U)a+", "(?U)a+?", "(?U)a{1,3}", "(?-s).",
       "(?is).", "(?ii)a"]


SKIPPED = object()


class Draw:
    def __init__(self, seed):
        self.random = random.Random(seed)

    def one(self, of):
        return self.random.choice(of)

    def chance(self, share):
        return self.random.random() < share

    def member(self):
        if self.chance(0.3):
            return self.one(ESCAPES)
        if self.chance(0.2):
            return self.one(POSIX)
        if self.chance(0.3):
            return self.one(["a-c", "A-Z", "0-9", "é-ñ", "a-z", " -/", r"\x41-\x5a", "日-本", "--/"])
        return self.one(PLAIN)

    def atom(self, depth):
        roll = self.random.random()
        if roll < 0.45 or depth == 0:
            return self.one(PLAIN[:14])
        if roll < 0.52:
            return "."
        if roll < 0.64:
            return self.one(ESCAPES)
        if roll < 0.70:
            return self.one(ANCHORS)
        if roll < 0.82:
            inside = "".join(self.member() for _ in range(self.random.randint(1, 3)))
            return "[" + self.one(["", "", "^"]) + inside + "]"
        if roll < 0.86:
            return self.one(ODD)
        flags = self.one(["", "", "", "?:", "?i:", "?s:", "?m:", "?U:", "?i-s:", "?P<name>"])
        return "(" + flags + self.either(depth - 1) + ")"

    def either(self, depth):
        return "|".join(self.row(depth) for _ in range(self.one([1, 1, 1, 2, 3])))

    def row(self, depth):
        row = ""
        for _ in range(self.random.randint(0 if depth < 3 else 1, 3)):
            row += self.atom(depth)
            if self.chance(0.35):
                row += self.one(["*", "+", "?", "*?", "+?", "??", "{2}", "{1,3}", "{0,2}", "{2,}?"])
        return row

    def pattern(self):
        return self.one(["", "", "", "", "(?i)", "(?s)", "(?m)", "(?im)"]) + self.either(3)

    def text(self):
        return "".join(self.one(LETTERS[:12] if self.chance(0.6) else LETTERS)
                       for _ in range(self.random.randint(0, 9)))


def quoted(text):
    """The text as a formula writes it."""
    for plain, escaped in [("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\t", "\\t"), ("\r", "\\r")]:
        text = text.replace(plain, escaped)
    return f'"{text}"'


def options():
    made = re2.Options()
    made.log_errors = False
    return made


def wanted(function, pattern, text, new):
    """What RE2 gives; None if it refuses the pattern."""
    try:
        compiled = re2.compile(pattern, options())
    except re2.error:
        return None
    # RE2 finds `\B` between the bytes of one letter, where no text can end.
    if "\\B" in pattern and not text.isascii():
        return SKIPPED
    if function == "REGEX_MATCH":
        return 1 if compiled.search(text) else 0
    if function == "REGEX_EXTRACT":
        found = compiled.search(text)
        return found.group(0) if found else None
    return replaced(compiled, new, text)


def replaced(compiled, new, text):
    """As RE2's GlobalReplace: no empty match where the last match ended."""
    out, at, last = "", 0, -1
    while at <= len(text):
        found = compiled.search(text, at)
        if found is None:
            break
        start, end = found.span()
        out += text[at:start]
        if start == end == last:
            out += text[start:start + 1]
            at = start + 1
            continue
        out += new if "$" not in new else "".join(
            (found.group(int(part[0])) or "") + part[1:] if place else part
            for place, part in enumerate(new.split("$")))
        if end == start:
            # The same match again would be empty: go on behind the next letter.
            out += text[end:end + 1]
            at, last = end + 1, -1
            continue
        at, last = end, end
    return out + text[at:]


def cases(count, seed):
    draw = Draw(seed)
    for number in range(count):
        pattern = ODD[number] if number < len(ODD) else draw.pattern()
        text = draw.text()
        function = draw.one(["REGEX_MATCH", "REGEX_EXTRACT", "REGEX_REPLACE"])
        new = None
        arguments = [quoted(text), quoted(pattern)]
        if function == "REGEX_REPLACE":
            new = draw.one(["-", "", "<$1>", "é"])
            try:
                if re2.compile(pattern, options()).groups < 1:
                    new = new.replace("$1", "")
            except re2.error:
                pass
            arguments.append(quoted(new))
        yield {
            "id": f"regex-{seed}-{number}",
            "formula": f"{function}({', '.join(arguments)})",
            "fields": {},
            "of": (function, pattern, text, new),
        }


def results(all_cases):
    """What basekey gives, by id."""
    with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
        json.dump([{key: case[key] for key in ("id", "formula", "fields")} for case in all_cases], file)
        file.flush()
        run = subprocess.run([os.environ["BASEKEY"], "formula", "eval", "--cases", file.name],
                             check=True, stdout=subprocess.PIPE)
    lines = [json.loads(line) for line in run.stdout.decode().splitlines()]
    return {line["id"]: line for line in lines}


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--count", type=int, default=8000)
    arguments.add_argument("--seed", type=int, default=1)
    asked = arguments.parse_args()
    drawn = list(cases(asked.count, asked.seed))
    got = results(drawn)
    wrong, refused, skipped = [], 0, 0
    for case in drawn:
        want = wanted(*case["of"])
        line = got[case["id"]]
        value = line.get("value")
        is_error = isinstance(value, dict) and "error" in value
        if want is SKIPPED:
            skipped += 1
            continue
        if want is None:
            refused += 1
        right = is_error if want is None else "value" in line and (value or "") == (want or "")
        if not right:
            wrong.append(f"{case['formula']} gives {json.dumps(line, ensure_ascii=False)}, RE2 {want!r}")
    print(f"{len(drawn)} regular expressions ({refused} refused or without a match, {skipped} skipped): "
          f"{len(wrong)} differ")
    for line in wrong[:40]:
        print(line)
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
