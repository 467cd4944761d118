"""Two hundred texts that want to be more than text (T-D8), each with a mark to be found by."""

import itertools

# what may stand where a tag opens something, fetches something or runs something
WHERE = ("file:///etc/passwd", "http://127.0.0.1:9/x", "//127.0.0.1:9/x", "ftp://127.0.0.1:9/x",
         "data:text/html,<script>alert(1)</script>", "evidence:" + "0" * 64, "font:regular",
         "\\\\127.0.0.1\\share", "jar:file:///etc/passwd!/x")  # fmt: skip
TAGS = (
    '<img src="{}">', "<object data='{}'></object>", '<embed src="{}">', '<iframe src="{}">',
    '<link rel="stylesheet" href="{}">', '<link rel=attachment href="{}">',
    '<a rel="attachment" href="{}">x</a>', '<a href="{}">x</a>', '<base href="{}">',
    '<style>@import url({});</style>',
    '<style>@font-face{{font-family:Report;src:url({})}}</style>',
    '<style>@color-profile --x{{src:url({})}}</style>', '<svg><image href="{}"/></svg>',
    '<svg><use href="{}#x"/></svg>', '<meta http-equiv=refresh content="0;url={}">',
    '<body background="{}">', '<p style="background:url({})">', '<input type=image src="{}">',
)  # fmt: skip
ALONE = (
    "{{ 7*7 }}", "{% include '/etc/passwd' %}", "{{ config }}", "{{ ''.__class__.__mro__ }}",
    "{# comment #}", "{{ r.issued_on }}", "${7*7}", "<%= 7*7 %>", "#{7*7}", "%(issued_on)s",
    "</td></tr></table><h1>x", "</style><script>app.alert(1)</script>", "<!--", "-->", "<![CDATA[",
    "]]>", "<?xml version='1.0'?><!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>&e;",
    "&lt;img src=x&gt;", "&#60;img src=x&#62;", "&amp;", "&nbsp;&zwj;", "'; DROP TABLE visit; --",
    '" onload="x', "' style='x", "}; @import 'x'; {", "*/ body{display:none} /*", "\\22 \\3c img",
    "url(file:///etc/passwd)", "attr(href url)", "/JavaScript (app.alert(1))",
    ") /S /JavaScript /JS (x", "endstream endobj 1 0 obj << /Launch >>", "<< /URI (http://x) >>",
    "%PDF-1.7 trailer startxref 0 %%EOF", "=cmd|' /C calc'!A0", "@SUM(1+1)", "+1+1", "-1+1",
)  # fmt: skip


def payloads() -> list[str]:
    """All of them; each ends with a mark of its own that must be read in the paper."""
    fetching = [tag.format(where) for tag, where in itertools.product(TAGS, WHERE)]
    return [f"{text} M{number:03d}" for number, text in enumerate((*ALONE, *fetching))]
