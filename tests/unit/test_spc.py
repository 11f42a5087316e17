"""Limits and special causes agree with NHSRplotthedots, and each rule holds at its edge."""

from decimal import Decimal

import pytest

from reporting.spc import Limits, assurance, limits, special_causes

VIGNETTE = [Decimal(y) for y in (1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1)]
DEMING = [
    Decimal(y) for y in (82, 81, 82, 81, 91, 85, 76, 84, 81, 80, 80, 82, 82, 85, 86, 88, 78, 89, 81, 87, 76, 66, 69, 64)
]


def to_four(value: Decimal) -> str:
    return f"{value:.4f}"


def test_limits_of_the_vignette_with_and_without_screening():
    screened, plain = limits(VIGNETTE), limits(VIGNETTE, screened=False)
    assert [to_four(value) for value in (screened.mean, screened.average_moving_range)] == ["1.9444", "1.0000"]
    assert [to_four(value) for value in (screened.lower, screened.upper)] == ["-0.7156", "4.6044"]
    assert [to_four(value) for value in (plain.lower, plain.upper)] == ["-3.0626", "6.9515"]
    assert special_causes(VIGNETTE, screened) == [None] * 4 + ["outside"] + [None] * 13


def test_limits_and_causes_of_the_deming_series():
    limit = limits(DEMING)
    assert [to_four(value) for value in (limit.mean, limit.average_moving_range, limit.lower, limit.upper)] == [
        "80.6667",
        "4.8696",
        "67.7136",
        "93.6197",
    ]
    # 66 and 64 are under the lower limit; 69 lies between it and the near limit, beside another close point or none.
    assert special_causes(DEMING, limit)[-3:] == ["outside", None, "outside"]


def test_a_constant_series_has_limits_at_its_mean_and_no_special_cause():
    limit = limits([Decimal(5)] * 8)
    assert (limit.lower, limit.mean, limit.upper) == (5, 5, 5)
    assert special_causes([Decimal(5)] * 8, limit) == [None] * 8


WIDE = Limits(Decimal(50), Decimal(10), Decimal(20), Decimal(80), Decimal(30), Decimal(70))


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([80, 80], [None, None]),  # on the limit is inside it
        ([81], ["outside"]),
        ([44, 45, 46, 47, 51, 52, 53], ["trend"] * 7),
        ([44, 45, 46, 47, 51, 52], [None] * 6),  # six points are no trend
        ([44, 45, 46, 46, 51, 52, 53], [None] * 7),  # a tie breaks it
        ([51, 53, 51, 53, 51, 53, 51], ["shift"] * 7),
        ([51, 53, 51, 50, 51, 53, 51], [None] * 7),  # a point on the mean breaks it
        ([71, 60, 71], ["two_of_three", None, "two_of_three"]),
        ([70, 60, 71], [None] * 3),  # on the near limit is not close
        ([71, 49, 71], [None] * 3),  # the third lies on the other side
        ([81, 71, 60], ["outside", None, None]),  # outside is not close
        ([29, 40, 25], ["two_of_three", None, "two_of_three"]),
    ],
)
def test_each_rule_at_its_edge(values, expected):
    assert special_causes([Decimal(value) for value in values], WIDE) == expected


def test_the_first_rule_that_holds_is_the_label():
    rising = [Decimal(value) for value in (51, 55, 60, 65, 71, 75, 81)]
    assert special_causes(rising, WIDE) == ["trend"] * 6 + ["outside"]


@pytest.mark.parametrize(
    ("target", "polarity", "expected"),
    [
        (81, "higher_is_better", "fail"),
        (81, "lower_is_better", "pass"),
        (19, "higher_is_better", "pass"),
        (19, "lower_is_better", "fail"),
        (80, "higher_is_better", "inconsistent"),
        (20, "lower_is_better", "inconsistent"),
    ],
)
def test_assurance(target, polarity, expected):
    assert assurance(WIDE, Decimal(target), polarity) == expected
