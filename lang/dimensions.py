"""Dimensions of quantities: products of base units, their algebra and their names.

Knows no unit words and no figures. Never uses a fraction that does not end.

Bases are chosen so that factors end: a third of a metre (1 米 = 3, 平方米 = 9, so that 亩, 2000/3 of a 平方米, is 6000), a
second (the base is named 天 all the same, for messages), a month. One over such a factor need not end (元/天 would be
1/86400), so a dimension that divides by these bases has a base of its own, larger by a whole number: 元/平方米 is 1
and not 1/9. Hence the two corrections, which are 1 for everything but rates per length, area, volume, time or months:

    value(a × b) = value(a) × value(b) ÷ product_divisor(a, b)
    value(a ÷ b) = value(a) × quotient_multiplier(a, b) ÷ value(b)
"""

Dimension = tuple[tuple[str, int], ...]
"""Base names with their exponents, sorted by name; no exponent is 0."""

DIMENSIONLESS: Dimension = ()

# what a dimension that divides by this base has its own base multiplied by, for each negative exponent:
# enough threes and sevens for 天 ÷ 周 and 米 ÷ 亩 to end
DIVIDED_SCALE = {"米": 3, "天": 189, "月": 3}

POWER_NAMES = {(("米", 2),): "平方米", (("米", 3),): "立方米", (("千瓦", 1), ("天", 1)): "千瓦时"}


def multiply(left: Dimension, right: Dimension) -> Dimension:
    """The dimension of a product. Its value needs `product_divisor`."""
    if not left or not right:
        return left or right
    exponents = dict(left)
    for base, exponent in right:
        exponents[base] = exponents.get(base, 0) + exponent
    return tuple(sorted((base, exponent) for base, exponent in exponents.items() if exponent))


def divide(left: Dimension, right: Dimension) -> Dimension:
    """The dimension of a quotient. Its value needs `quotient_multiplier`."""
    return multiply(left, power(right, -1))


def power(dimension: Dimension, exponent: int) -> Dimension:
    """The dimension of a whole power; the value of a positive power needs no correction."""
    return tuple((base, each * exponent) for base, each in dimension) if exponent else DIMENSIONLESS


def product_divisor(left: Dimension, right: Dimension) -> int:
    """What the product of two values in base units is divided by: 1, but for rates per length, time or months."""
    return scale_of(left) * scale_of(right) // scale_of(multiply(left, right))


def quotient_multiplier(left: Dimension, right: Dimension) -> int:
    """What the quotient of two values in base units is multiplied by: 1, but for rates per length, time or months."""
    return scale_of(divide(left, right)) * scale_of(right) // scale_of(left)


def scale_of(dimension: Dimension) -> int:
    """How many times larger than the product of its bases the base of a dimension is."""
    scale: int = 1
    for base, exponent in dimension:
        if exponent < 0 and base in DIVIDED_SCALE:
            scale *= int(DIVIDED_SCALE[base] ** -exponent)
    return scale


def name_of(dimension: Dimension | None) -> str:
    """A dimension in words for messages, `元/平方米`; 比率 for a pure ratio, nothing where it is not stated.

    The word names the kind (天 for every time), not the base unit in which values are kept.
    """
    if not dimension:
        return "" if dimension is None else "比率"
    above = _product_name(tuple(part for part in dimension if part[1] > 0))
    below = _product_name(tuple((base, -exponent) for base, exponent in dimension if exponent < 0))
    return f"{above or '1'}/{below}" if below else above


def _product_name(parts: Dimension) -> str:
    known = POWER_NAMES.get(tuple(sorted(parts)))
    if known:
        return known
    raised = {1: "", 2: "²", 3: "³"}
    return "·".join(
        POWER_NAMES.get(((base, exponent),)) or base + raised.get(exponent, f"^{exponent}") for base, exponent in parts
    )
