"""Units of measure as they are written, and the canonical name and kind of each."""

from typing import Literal, NamedTuple

Kind = Literal["money", "percent", "duration", "length", "magnitude", "times", "count", "fraction"]


class Unit(NamedTuple):
    """`name` is a canonical singular or an ISO 4217 code; a value in the text's word is `scale` of these."""

    kind: Kind
    name: str
    scale: float = 1.0


class Measured(NamedTuple):
    """A unit after a number, up to the token `end`; a compound ("6-foot-9") adds `extra` in the unit's own terms."""

    kind: Kind
    name: str
    end: int
    scale: float = 1.0
    extra: float = 0.0
    hyphenated: bool = False


def _table() -> dict[str, Unit]:
    lengths = {
        "mm": "mm millimetre millimeter",
        "cm": "cm cms centimetre centimeter",
        "m": "m metre meter mtr",
        "km": "km kms kilometre kilometer kilometere klick",
        "inch": "inch inches in.",
        "foot": "foot feet ft",
        "yard": "yard yd yds",
        "mile": "mile mi mls",
        "nautical mile": "nmi",
        "light-year": "lightyear",
        "hectare": "hectare ha",
        "acre": "acre",
        "mg": "mg milligram milligramme",
        "microgram": "microgram µg mcg",
        "g": "g gram gramme",
        "kg": "kg kgs kilogram kilogramme kilo",
        "tonne": "tonne ton metric-ton kt",
        "kiloton": "kiloton kilotonne",
        "megaton": "megaton megatonne gigaton gigatonne",
        "lb": "lb lbs",
        "oz": "oz ounce",
        "stone": "stone",
        "carat": "carat",
        "litre": "litre liter",
        "ml": "ml millilitre milliliter",
        "gallon": "gallon gal",
        "pint": "pint",
        "barrel": "barrel bbl bpd",
        "cc": "cc",
        "degree": "degree",
        "mph": "mph",
        "km/h": "kph kmh kmph",
        "knot": "knot kn",
        "W": "watt",
        "kW": "kw kilowatt",
        "MW": "mw megawatt",
        "GW": "gw gigawatt",
        "kWh": "kwh",
        "MWh": "mwh",
        "GWh": "gwh gigawatt-hour",
        "TWh": "twh",
        "V": "volt",
        "Hz": "hertz hz",
        "kHz": "khz",
        "MHz": "mhz megahertz",
        "GHz": "ghz gigahertz",
        "dB": "decibel db",
        "KB": "kilobyte kb",
        "MB": "megabyte mb",
        "GB": "gigabyte gb",
        "TB": "terabyte tb",
        "calorie": "calorie kcal",
        "ppm": "ppm",
        "ppb": "ppb",
        "bar": "millibar hpa",
        "horsepower": "horsepower hp bhp",
        "megapixel": "megapixel",
        "sievert": "sievert millisievert microsievert",
    }
    durations = {
        "second": "second sec secs",
        "millisecond": "millisecond ms",
        "minute": "minute min mins",
        "hour": "hour hr hrs",
        "day": "day",
        "night": "night",
        "week": "week wk",
        "weekend": "weekend",
        "fortnight": "fortnight",
        "month": "month",
        "year": "year yr yrs",
        "season": "season",
        "moment": "moment",
        "weekday": "weekday",
        "generation": "generation",
    }
    table: dict[str, Unit] = {}
    kinds: tuple[tuple[Kind, dict[str, str]], ...] = (("length", lengths), ("duration", durations))
    for kind, names in kinds:
        for name, spellings in names.items():
            for spelling in spellings.split():
                table[spelling] = Unit(kind, name)
                if (len(spelling) > 3 and not spelling.endswith(("s", "feet", "z"))) or spelling in ("day", "ton"):
                    table[spelling + "s"] = Unit(kind, name)
    table |= {
        "feet": Unit("length", "foot"),
        "pound": Unit("length", "lb"),
        "pounds": Unit("length", "lb"),
        "decade": Unit("duration", "year", 10),
        "decades": Unit("duration", "year", 10),
        "century": Unit("duration", "year", 100),
        "centuries": Unit("duration", "year", 100),
        "millennium": Unit("duration", "year", 1000),
        "millennia": Unit("duration", "year", 1000),
        "%": Unit("percent", "percent"),
        "percent": Unit("percent", "percent"),
        "pct": Unit("percent", "percent"),
        "pc": Unit("percent", "percent"),
        "percentage": Unit("percent", "percent"),
        "magnitude": Unit("magnitude", "magnitude"),
        "times": Unit("times", "time"),
        "fold": Unit("times", "time"),
    }
    return table


UNITS: dict[str, Unit] = _table()

GLUED: dict[str, Unit] = {
    "m": Unit("length", "m"),
    "km": Unit("length", "km"),
    "cm": Unit("length", "cm"),
    "mm": Unit("length", "mm"),
    "in": Unit("length", "inch"),
    "g": Unit("length", "g"),
    "h": Unit("duration", "hour"),
    "s": Unit("duration", "second"),
    "l": Unit("length", "litre"),
    "c": Unit("length", "degree Celsius"),
    "f": Unit("length", "degree Fahrenheit"),
    "t": Unit("length", "tonne"),
    "w": Unit("length", "W"),
    "v": Unit("length", "V"),
    "p": Unit("money", "GBP", 0.01),
}
"""Letters that are units only when glued to the numeral ("60m", "20C")."""
