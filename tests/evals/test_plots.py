"""Plots as inline SVG."""

import re
from xml.etree import ElementTree

import pytest

from evals.plots import curve, difference_bars, reliability_diagram, stage_bars

NAME = "{http://www.w3.org/2000/svg}"
PLOTS = {
    "bars": difference_bars([0.5, -1.0, 0.0], title="A & B", description="<one>"),
    "no bars": difference_bars([], title="A & B", description="<one>"),
    "curve": curve([(0, 0), (1, 0.5)], title="A & B", description="<one>", x_label="x", y_label="y"),
    "reliability": reliability_diagram([(0.5, 0.25, 4), (1, 1, 1)], title="A & B", description="<one>"),
    "no reliability": reliability_diagram([], title="A & B", description="<one>"),
    "stages": stage_bars([("dense", 1.0, 2.0), ("fuse", 0.0, 0.0)], title="A & B", description="<one>"),
}


@pytest.mark.parametrize("svg", [pytest.param(svg, id=name) for name, svg in PLOTS.items()])
def test_a_plot_is_well_formed_and_says_what_it_shows(svg: str) -> None:
    root = ElementTree.fromstring(svg)  # noqa: S314 - our own text
    texts = {child.attrib["id"]: child.text for child in root if child.tag in {"title", "desc"}}
    assert list(texts.values()) == ["A & B", "<one>"]
    assert root.attrib["role"] == "img"
    assert root.attrib["aria-labelledby"].split() == list(texts)


def test_plots_on_one_page_have_different_ids() -> None:
    ids = re.findall(r' id="([^"]+)"', "".join(PLOTS.values()))
    assert len(ids) == len(set(ids))


def test_the_largest_difference_fills_half_the_height_and_losses_hang_below() -> None:
    rects = [element.attrib for element in ElementTree.fromstring(PLOTS["bars"]) if element.tag == "rect"]  # noqa: S314
    gain, none, loss = ((float(rect["y"]), float(rect["height"])) for rect in rects)
    assert (gain[1], none[1], loss[1]) == (47.0, 0.0, 94.0)
    assert gain[0] + gain[1] == loss[0] == 122.0


def test_a_curve_runs_through_its_points() -> None:
    """The unit square spans x 56 to 624 and y 216 (0) to 28 (1)."""
    assert 'points="56.0,216.0 624.0,122.0"' in PLOTS["curve"]
