"""Which language the reader gets: their choice, else the person's, the tenant's, the browser's."""

from flask import Request, g

from audit.problems import LANGUAGES


def reader_language(request: Request) -> str:
    """`zh-CN` or `en` (model 9). `?lang=` is the reader's choice; an actor carries the next two."""
    chosen = request.args.get("lang")
    if chosen in LANGUAGES:
        return chosen
    actor = g.get("actor")
    if actor is not None:
        return str(actor.language)
    return "en" if request.accept_languages.best_match(["zh", "zh-CN", "en"]) == "en" else "zh-CN"
