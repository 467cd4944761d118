"""A believable visit for the report's tests: after-sales, paid scenario, Chinese answers."""

import hashlib
import io
import random
import subprocess
from datetime import date

from PIL import Image, ImageDraw

from audit.checklists.answers import parse_answers
from audit.checklists.definition import parse
from audit.checklists.shelf import shipped_checklists, shipped_frameworks
from audit.kpi.frameworks import parse_framework
from audit.kpi.rollup import kpi_results
from audit.scoring.score import score
from audit.visits.snapshot import Dealer, Photo, VisitFacts, Wave, Work

VISIT = "0198c2f4-7b1e-7c3a-9d55-canary0visit"
COMMENTS = {
    "BK1": "第一次响了七声没人接，第二次 26 秒后由总机转接。",
    "RC1": "停好车后在门口等了六分多钟，保安指了车位，没有人过来招呼；接待台后有三位员工在聊天。",
    "RC6": "方向盘套和座椅套都有，脚垫纸没有放，出来时脚垫上有黑色鞋印。",
    "RC7": "顾问在屋里直接开单，没有和我一起看车；我问右后门的小划痕，他说“回头再看”。",
    "DG3": "没有复述。我说了异响和空调两件事，单子上只写了异响。",
    "DG8": "问“为什么只在冷车时响”，顾问说可能是正时链条，也可能是皮带，没有进一步解释。",
    "WT5": "等了 1 小时 40 分，期间没有人来告知进度，自己去问了两次。",
    "WK1": "承诺 11:30，实际 11:52 通知取车。",
    "WK5": "中控台有一道新的油手印；座椅被调到最后。",
    "DL3": "只说“都弄好了”，没有对着车或单据说明。",
    "FU3": "回访时我提了脚垫的事，对方说记下了，之后没有下文。",
}
ANSWERS = {
    "BK1": "26", "BK2": "yes", "BK3": ["model", "plate", "contact"], "BK4": "yes", "BK5": "no",
    "BK6": "yes", "BK8": "booked", "BK7": "yes",
    "RC1": "6.5", "RC2": "no", "RC3": "yes", "RC4": "yes", "RC5": "yes", "RC6": ["mat"],
    "RC7": "no", "RC8": "yes", "RC9": "6",
    "DG1": "yes", "DG2": ["when", "condition"], "DG3": "no", "DG4": "yes", "DG5": "yes",
    "DG10": "none", "DG7": "no", "DG8": "partial", "DG9": "no",
    "WT1": "minor", "WT2": "good", "WT3": ["drink", "wifi", "window"], "WT4": "yes", "WT5": "no",
    "WT6": "no", "WT7": "yes",
    "WK1": "22", "WK2": "yes", "WK3": "yes", "WK5": ["dirt", "settings"],
    "WK7": "举升机两侧堆放旧轮胎，地面有油渍，技师未戴护目镜。",
    "DL1": "yes", "DL2": "18", "DL3": "no", "DL4": "yes", "DL5": "yes", "DL6": "yes", "DL7": "no",
    "DL8": "yes", "DL9": "yes", "HL1": "yes", "HL2": "no", "HL3": "no",
    "HL4": "下雨，接待员撑伞把我送到车门口，还替我擦了后视镜。我愿意把这件事讲给朋友听。",
    "FU1": "2", "FU2": "yes", "FU3": "partial", "FU4": "yes",
}  # fmt: skip
PLATES = {"RC2": 2, "RC6": 3, "RC7": 2, "DG5": 3, "WT1": 3, "WK3": 3, "WK5": 5, "DL5": 3, "WT3": 2}


def definition():
    """The shipped after-sales checklist."""
    (document,) = [one for one in shipped_checklists() if one["code"] == "svc-visit"]
    return parse(document)


def answers(changes=None):
    raw = {code: {"v": value} for code, value in ANSWERS.items()}
    raw["WK4"] = {"na": True, "reason": "not_observed"}
    for code, comment in COMMENTS.items():
        raw[code]["comment"] = comment
    return parse_answers(raw | (changes or {}))


def plate(seed, size=(640, 480)):
    """A small JPEG with pixels and nothing else, as the copies of the evidence are."""
    chance = random.Random(seed)
    image = Image.new("RGB", size, tuple(chance.randrange(120, 220) for _ in range(3)))
    draw = ImageDraw.Draw(image)
    for _ in range(40):
        left, top = chance.randrange(size[0]), chance.randrange(size[1])
        box = (left, top, left + chance.randrange(20, 200), top + chance.randrange(20, 160))
        draw.rectangle(box, fill=tuple(chance.randrange(40, 250) for _ in range(3)))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=80)
    return out.getvalue()


def plates(counts=None, make=plate):
    """Photos as the snapshot names them, and their bytes by hash. Even items are upright."""
    photos, data = [], {}
    for item, count in (PLATES if counts is None else counts).items():
        for _ in range(count):
            number = len(photos) + 1
            size = (480, 640) if number % 5 == 0 else (640, 480)
            jpeg = make(number, size)
            sha = hashlib.sha256(jpeg).hexdigest()
            audience = definition_item(item).evidence_audience
            photos.append(Photo(f"evidence-canary-{number}", item, audience, sha, *size, number))
            data[sha] = jpeg
    return tuple(photos), data


_DEFINITION = []


def definition_item(code):
    if not _DEFINITION:
        _DEFINITION.append(definition())
    return _DEFINITION[0].item(code)


def facts(photos=(), changes=None, **other):
    """The facts of the visit; `changes` replaces answers (raw form), `other` replaces facts."""
    checklist, given = definition(), answers(changes)
    card = score(checklist, given, "paid")
    frameworks = [parse_framework(one) for one in shipped_frameworks()["frameworks"]]
    kpis = kpi_results(checklist, card, frameworks)
    standing = {
        "visit": VISIT,
        "revision": 2,
        "brand": {"zh-CN": "远航汽车", "en": "Yuanhang Auto"},
        "programme": {"zh-CN": "2026 年售后服务神秘访问", "en": "After-sales mystery visits 2026"},
        "dealer": Dealer(
            "YH-310207",
            {"zh-CN": "上海浦东远航汽车销售服务有限公司", "en": "Yuanhang Pudong, Shanghai"},
            {"zh-CN": "华东大区", "en": "East China"},
            "上海市",
        ),
        "wave": Wave("2026-4", {"zh-CN": "2026 年第四期", "en": "Wave 4, 2026"}),
        "kind": "covert",
        "visited_on": date(2026, 11, 12),
        "dealer_sees_date": False,
        "issued_on": date(2026, 11, 22),
        "work": Work(checklist, "paid", card, kpis, tuple(photos)),
    }
    return VisitFacts(**(standing | other))


def only(document, data):
    """Of the photos' bytes, those that `document` names."""
    named = {photo["sha256"] for item in document["items"] for photo in item["photos"]}
    return {sha: data[sha] for sha in named}


def text_of(pdf):
    """The text of a PDF in the order it was drawn, without line ends and spaces."""
    done = subprocess.run(
        ["pdftotext", "-raw", "-enc", "UTF-8", "-", "-"],
        input=pdf,
        capture_output=True,
        check=True,
    )
    return "".join(done.stdout.decode().split())
