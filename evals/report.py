"""A report as plain parts, and the same parts as a self-contained HTML page, as Markdown and as JSON."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from evals.errors import RunFolderError

_TEMPLATE = "report.html.jinja"


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table; its first column names the row."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading with what stands under it: text, then plots, then tables. No plot says what no text says."""

    heading: str
    text: tuple[str, ...] = ()
    plots: tuple[str, ...] = ()
    """SVG made by `evals.plots`."""
    tables: tuple[Table, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A page."""

    title: str
    lead: tuple[str, ...]
    """What to know first."""
    sections: tuple[Section, ...]


def write_report(folder: Path, name: str, report: Report) -> None:
    """Write NAME.html, NAME.md and NAME.json. Raises RunFolderError."""
    texts = {".html": as_html(report), ".md": as_markdown(report), ".json": as_json(report)}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for suffix, text in texts.items():
            (folder / f"{name}{suffix}").write_text(text, encoding="utf-8")
    except OSError as error:
        raise RunFolderError(f"{folder}: cannot be written ({error.strerror}); choose another --out") from error


def as_html(report: Report) -> str:
    """Render a page that opens from disk and needs nothing else."""
    from jinja2 import Environment, StrictUndefined

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    source = (files("evals") / _TEMPLATE).read_text(encoding="utf-8")
    return environment.from_string(source).render(report=report)


def as_markdown(report: Report) -> str:
    """Render the same as Markdown, without the plots."""
    return "\n".join(_markdown_lines(report))


def as_json(report: Report) -> str:
    """Render the same as JSON, without the plots."""
    sections = [
        {
            "heading": section.heading,
            "text": section.text,
            "tables": [
                {"caption": table.caption, "rows": [dict(zip(table.header, row, strict=True)) for row in table.rows]}
                for table in section.tables
            ],
        }
        for section in report.sections
    ]
    value = {"title": report.title, "lead": report.lead, "sections": sections}
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def _markdown_lines(report: Report) -> Iterator[str]:
    yield from (f"# {report.title}", "")
    for paragraph in report.lead:
        yield from (paragraph, "")
    for section in report.sections:
        yield from (f"## {section.heading}", "")
        for paragraph in section.text:
            yield from (paragraph, "")
        for table in section.tables:
            yield from (f"**{table.caption}**", "")
            yield _markdown_row(table.header)
            yield _markdown_row(tuple("---" for _ in table.header))
            yield from (_markdown_row(row) for row in table.rows)
            yield ""


def _markdown_row(cells: tuple[str, ...]) -> str:
    escaped = (" ".join(cell.split()).replace("\\", "\\\\").replace("|", "\\|") for cell in cells)
    return f"| {' | '.join(escaped)} |"
