//! The fixed vocabularies of field options, spelled as Airtable spells them
//! (web-api 4.9, field-types 5).

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! vocabulary {
    ($($(#[$doc:meta])* $name:ident { $($variant:ident = $text:literal),+ $(,)? })+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $(
                #[doc = concat!("`", $text, "`")]
                $variant,
            )+
        }

        impl $name {
            /// Every value, in the order Airtable's documentation lists them.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The value as clients spell it.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }

            /// The value with exactly this spelling.
            pub fn from_name(name: &str) -> Option<Self> {
                match name { $($text => Some(Self::$variant),)+ _ => None }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.name())
            }
        }

        impl Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.serialize_str(self.name())
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                let name = std::borrow::Cow::<'de, str>::deserialize(d)?;
                Self::from_name(&name).ok_or_else(|| {
                    serde::de::Error::unknown_variant(&name, &[$($text),+])
                })
            }
        }
    )+};
}

vocabulary! {
    /// How a duration is shown: hours, minutes, and seconds with up to three decimals.
    DurationFormat {
        Minutes = "h:mm",
        Seconds = "h:mm:ss",
        Tenths = "h:mm:ss.S",
        Hundredths = "h:mm:ss.SS",
        Thousandths = "h:mm:ss.SSS",
    }

    /// What a rating repeats.
    RatingIcon {
        Star = "star",
        Heart = "heart",
        ThumbsUp = "thumbsUp",
        Flag = "flag",
        Dot = "dot",
    }

    /// What a ticked checkbox shows.
    CheckboxIcon {
        Check = "check",
        XCheckbox = "xCheckbox",
        Star = "star",
        Heart = "heart",
        ThumbsUp = "thumbsUp",
        Flag = "flag",
        Dot = "dot",
    }

    /// The colour of a rating or checkbox.
    BrightColor {
        Green = "greenBright",
        Teal = "tealBright",
        Cyan = "cyanBright",
        Blue = "blueBright",
        Purple = "purpleBright",
        Pink = "pinkBright",
        Red = "redBright",
        Orange = "orangeBright",
        Yellow = "yellowBright",
        Gray = "grayBright",
    }

    /// How a day is shown; clients name it and may send the pattern of [`DateFormat::format`].
    DateFormat {
        Local = "local",
        Friendly = "friendly",
        Us = "us",
        European = "european",
        Iso = "iso",
    }

    /// How the time of day is shown; clients name it and may send the pattern of [`TimeFormat::format`].
    TimeFormat {
        TwelveHour = "12hour",
        TwentyFourHour = "24hour",
    }

    /// The colour of a choice.
    ChoiceColor {
        BlueLight2 = "blueLight2",
        CyanLight2 = "cyanLight2",
        TealLight2 = "tealLight2",
        GreenLight2 = "greenLight2",
        YellowLight2 = "yellowLight2",
        OrangeLight2 = "orangeLight2",
        RedLight2 = "redLight2",
        PinkLight2 = "pinkLight2",
        PurpleLight2 = "purpleLight2",
        GrayLight2 = "grayLight2",
        BlueLight1 = "blueLight1",
        CyanLight1 = "cyanLight1",
        TealLight1 = "tealLight1",
        GreenLight1 = "greenLight1",
        YellowLight1 = "yellowLight1",
        OrangeLight1 = "orangeLight1",
        RedLight1 = "redLight1",
        PinkLight1 = "pinkLight1",
        PurpleLight1 = "purpleLight1",
        GrayLight1 = "grayLight1",
        BlueBright = "blueBright",
        CyanBright = "cyanBright",
        TealBright = "tealBright",
        GreenBright = "greenBright",
        YellowBright = "yellowBright",
        OrangeBright = "orangeBright",
        RedBright = "redBright",
        PinkBright = "pinkBright",
        PurpleBright = "purpleBright",
        GrayBright = "grayBright",
        BlueDark1 = "blueDark1",
        CyanDark1 = "cyanDark1",
        TealDark1 = "tealDark1",
        GreenDark1 = "greenDark1",
        YellowDark1 = "yellowDark1",
        OrangeDark1 = "orangeDark1",
        RedDark1 = "redDark1",
        PinkDark1 = "pinkDark1",
        PurpleDark1 = "purpleDark1",
        GrayDark1 = "grayDark1",
    }
}

impl DurationFormat {
    /// Decimals of a second shown; `None` if seconds are not shown.
    pub fn second_decimals(self) -> Option<u8> {
        match self {
            Self::Minutes => None,
            Self::Seconds => Some(0),
            Self::Tenths => Some(1),
            Self::Hundredths => Some(2),
            Self::Thousandths => Some(3),
        }
    }
}

impl DateFormat {
    /// The pattern that belongs to the name.
    pub fn format(self) -> &'static str {
        match self {
            Self::Local => "l",
            Self::Friendly => "LL",
            Self::Us => "M/D/YYYY",
            Self::European => "D/M/YYYY",
            Self::Iso => "YYYY-MM-DD",
        }
    }

    /// True if the day is written before the month.
    pub fn is_day_first(self) -> bool {
        self == Self::European
    }
}

impl TimeFormat {
    /// The pattern that belongs to the name.
    pub fn format(self) -> &'static str {
        match self {
            Self::TwelveHour => "h:mma",
            Self::TwentyFourHour => "HH:mm",
        }
    }
}

impl ChoiceColor {
    /// The colours that new choices take in turn.
    pub const LIGHT: &[Self] = Self::ALL.split_at(10).0;

    /// The colour of the choice at `index` if nobody chose one.
    pub fn in_turn(index: usize) -> Self {
        Self::LIGHT[index % Self::LIGHT.len()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_round_trip() {
        assert_eq!(ChoiceColor::ALL.len(), 40);
        assert_eq!(BrightColor::ALL.len(), 10);
        for color in ChoiceColor::ALL {
            assert_eq!(ChoiceColor::from_name(color.name()), Some(*color));
            let json = serde_json::to_string(color).unwrap();
            assert_eq!(json, format!("\"{color}\""));
            assert_eq!(serde_json::from_str::<ChoiceColor>(&json).unwrap(), *color);
        }
        for format in DateFormat::ALL {
            assert_eq!(DateFormat::from_name(format.name()), Some(*format));
        }
    }

    #[test]
    fn other_spellings_are_refused() {
        assert_eq!(ChoiceColor::from_name("blue"), None);
        assert_eq!(DateFormat::from_name("ISO"), None);
        let error = serde_json::from_str::<TimeFormat>("\"36hour\"")
            .unwrap_err()
            .to_string();
        assert!(error.contains("12hour"), "{error}");
    }

    #[test]
    fn colours_are_given_in_turn() {
        assert!(
            ChoiceColor::LIGHT
                .iter()
                .all(|color| color.name().ends_with("Light2"))
        );
        assert_eq!(ChoiceColor::in_turn(0), ChoiceColor::BlueLight2);
        assert_eq!(ChoiceColor::in_turn(19), ChoiceColor::GrayLight2);
    }
}
