"""A twin of the text for matching: same length, so every offset holds in both.

Full-width digits and letters, half-width punctuation and the several kinds of blank become one form each.
"""

from __future__ import annotations

import re

_TABLE: dict[int, str] = {}
for _code in range(0xFF01, 0xFF5F):
    _TABLE[_code] = chr(_code - 0xFEE0)
_TABLE.update(
    {
        ord(source): target
        for source, target in {
            ",": "，", "，": "，", ";": "；", "；": "；", ":": "：", "：": "：", "!": "！", "！": "！", "?": "？", "？": "？",
            "(": "（", "（": "（", ")": "）", "）": "）", "[": "【", "［": "【", "〔": "【", "【": "【",
            "]": "】", "］": "】", "〕": "】", "】": "】", "．": ".", "｜": "|", "│": "|", "∣": "|", "\u00a0": " ", "\u2003": " ", "\u2002": " ",
            "\u2009": " ", "〇": "〇", "○": "〇", "｡": "。", "﹒": ".", "〈": "《", "〉": "》", "「": "“", "」": "”",
            "『": "“", "』": "”", "＂": '"', "—": "—", "–": "—", "~": "～", "～": "～", "\u2011": "-", "％": "%", "﹪": "%",
        }.items()
    }
)  # fmt: skip


#: What really changes.
_CHANGED = {chr(code): target for code, target in _TABLE.items() if chr(code) != target}
_CHANGES = re.compile("[" + "".join(map(re.escape, _CHANGED)) + "]")


def normalize(text: str) -> str:
    """Return the matching twin of ``text``; ``len`` is unchanged."""
    # A document uses few of these, so one replacement for each is much cheaper than looking up every character.
    for char in set(_CHANGES.findall(text)):
        text = text.replace(char, _CHANGED[char])
    return text
