"""The base units that figures are compared in, and the way there from the units of the text."""

from enrich.messages import Measure

_SECONDS: dict[str, float] = {
    "millisecond": 1e-3,
    "second": 1.0,
    "minute": 60.0,
    "hour": 3600.0,
    "day": 86400.0,
    "night": 86400.0,
    "weekday": 86400.0,
    "weekend": 172800.0,
    "week": 604800.0,
    "fortnight": 1209600.0,
    "month": 2629800.0,
    "year": 31557600.0,
}
_METRES: dict[str, float] = {
    "mm": 1e-3,
    "cm": 1e-2,
    "m": 1.0,
    "km": 1e3,
    "inch": 0.0254,
    "foot": 0.3048,
    "yard": 0.9144,
    "mile": 1609.344,
    "nautical mile": 1852.0,
    "light-year": 9.4607e15,
}
_KILOGRAMS: dict[str, float] = {
    "microgram": 1e-9,
    "mg": 1e-6,
    "g": 1e-3,
    "kg": 1.0,
    "oz": 0.0283495,
    "lb": 0.45359237,
    "stone": 6.35029,
    "tonne": 1e3,
    "kiloton": 1e6,
    "megaton": 1e9,
    "carat": 2e-4,
}
_SPEEDS: dict[str, float] = {"m/s": 1.0, "km/h": 1 / 3.6, "mph": 0.44704, "knot": 0.514444}
_AREAS: dict[str, float] = {"hectare": 1e4, "acre": 4046.8564224}
_VOLUMES: dict[str, float] = {
    "litre": 1e-3,
    "ml": 1e-6,
    "gallon": 3.785411784e-3,
    "barrel": 0.158987294928,
    "pint": 4.73176e-4,
    "cc": 1e-6,
}
_POWER: dict[str, float] = {"W": 1.0, "kW": 1e3, "MW": 1e6, "GW": 1e9, "horsepower": 745.7}
_ENERGY: dict[str, float] = {"kWh": 3.6e6, "MWh": 3.6e9, "GWh": 3.6e12, "TWh": 3.6e15}

BASES: dict[str, tuple[str, float]] = {
    unit: (base, factor)
    for base, table in (
        ("s", _SECONDS),
        ("m", _METRES),
        ("kg", _KILOGRAMS),
        ("m/s", _SPEEDS),
        ("m2", _AREAS),
        ("m3", _VOLUMES),
        ("W", _POWER),
        ("J", _ENERGY),
    )
    for unit, factor in table.items()
} | {
    prefix + unit: (base, factor**power)
    for prefix, base, power in (("square ", "m2", 2), ("cubic ", "m3", 3))
    for unit, factor in _METRES.items()
}


def to_base(
    low: float | None, high: float | None, unit: str, measure: Measure
) -> tuple[float | None, float | None, str]:
    """The interval in the base unit of `unit` (a canonical name of `enrich.numbers.units`), and that base unit.

    Counts come back as they are with the base "1", money with its currency, units without a base with themselves.
    """
    if unit == "degree Fahrenheit":
        return _fahrenheit(low), _fahrenheit(high), "°C"
    if unit == "degree Celsius":
        return low, high, "°C"
    if unit == "percentage point":
        return low, high, "percentage point"
    known = BASES.get(unit)
    if known is None:
        counted = measure not in ("money", "percent", "length", "duration", "magnitude")
        return low, high, "1" if counted else unit
    base, factor = known
    return (
        None if low is None else round(low * factor, 9),
        None if high is None else round(high * factor, 9),
        base,
    )


def _fahrenheit(value: float | None) -> float | None:
    return None if value is None else round((value - 32) / 1.8, 3)
