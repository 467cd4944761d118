"""The help sheet: how to use the workbook, how to write conditions, what every column means."""

from collections.abc import Iterator

from audit.checklists.workbook_layout import COLUMNS, HELP, SETTINGS, SHEETS, WORDS, Column
from audit.sheets import Page


def help_page(language: str) -> Page:
    """The sheet in the reader's language; uploading passes it over."""
    short = "zh" if language == "zh-CN" else "en"
    rows = [*HELP[short], HELP["headings"][short], *_settings(language), *_columns(language)]
    return Page(SHEETS["help"][language], (30, 34, 44, 70), rows)


def _settings(language: str) -> Iterator[list[str]]:
    sheet = SHEETS["checklist"][language]
    for setting in SETTINGS.values():
        yield _about(sheet, setting.column, language)


def _columns(language: str) -> Iterator[list[str]]:
    for sheet, columns in COLUMNS.items():
        for column in columns.values():
            if sheet != "checklist" and column.kind != "aside":
                yield _about(SHEETS[sheet][language], column, language)


def _about(sheet: str, column: Column, language: str) -> list[str]:
    words = WORDS.get(column.list, {}).values()
    mark = "、" if language == "zh-CN" else ", "
    offered = mark.join(texts[language] for texts in words)
    types = mark.join(WORDS["type"][code][language] for code in column.types)
    meaning = column.help[language]
    if types:
        meaning += f"（{types}）" if language == "zh-CN" else f" ({types})"
    return [sheet, column.names[language], offered, meaning]
