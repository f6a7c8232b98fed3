"""Public holidays as time limits: the last day of the holiday and the day it starts.

Fixed days follow 全国年节及纪念日放假办法; for 春节, 端午 and 中秋 the day of the lunar calendar is tabulated. Lengths are the
usual ones (春节 and 国庆 seven days, 劳动节 five since 2020 and three before, the others three); where the State Council's
yearly arrangement is known to differ, the exact period is in :data:`_ARRANGED`.
"""

from __future__ import annotations

import datetime

_SPRING = {
    2010: (2, 14), 2011: (2, 3), 2012: (1, 23), 2013: (2, 10), 2014: (1, 31), 2015: (2, 19), 2016: (2, 8), 2017: (1, 28), 2018: (2, 16),
    2019: (2, 5), 2020: (1, 25), 2021: (2, 12), 2022: (2, 1), 2023: (1, 22), 2024: (2, 10), 2025: (1, 29), 2026: (2, 17), 2027: (2, 6),
    2028: (1, 26), 2029: (2, 13), 2030: (2, 3), 2031: (1, 23), 2032: (2, 11), 2033: (1, 31), 2034: (2, 19), 2035: (2, 8),
}  # fmt: skip
_DRAGON = {
    2010: (6, 16), 2011: (6, 6), 2012: (6, 23), 2013: (6, 12), 2014: (6, 2), 2015: (6, 20), 2016: (6, 9), 2017: (5, 30), 2018: (6, 18),
    2019: (6, 7), 2020: (6, 25), 2021: (6, 14), 2022: (6, 3), 2023: (6, 22), 2024: (6, 10), 2025: (5, 31), 2026: (6, 19), 2027: (6, 9),
    2028: (5, 28), 2029: (6, 16), 2030: (6, 5), 2031: (6, 24), 2032: (6, 12), 2033: (6, 1), 2034: (6, 20), 2035: (6, 10),
}  # fmt: skip
_MOON = {
    2010: (9, 22), 2011: (9, 12), 2012: (9, 30), 2013: (9, 19), 2014: (9, 8), 2015: (9, 27), 2016: (9, 15), 2017: (10, 4), 2018: (9, 24),
    2019: (9, 13), 2020: (10, 1), 2021: (9, 21), 2022: (9, 10), 2023: (9, 29), 2024: (9, 17), 2025: (10, 6), 2026: (9, 25), 2027: (9, 15),
    2028: (10, 3), 2029: (9, 22), 2030: (9, 12), 2031: (10, 1), 2032: (9, 19), 2033: (9, 8), 2034: (9, 27), 2035: (9, 16),
}  # fmt: skip
#: Exact ends of holidays that differ from the usual length (notices of the General Office of the State Council).
_ARRANGED = {
    ("国庆", 2017): (10, 8), ("国庆", 2020): (10, 8), ("国庆", 2023): (10, 6), ("国庆", 2025): (10, 8), ("国庆", 2012): (10, 7),
    ("五一", 2019): (5, 4), ("五一", 2018): (5, 1), ("五一", 2023): (5, 3), ("五一", 2022): (5, 4),
    ("春节", 2020): (2, 2), ("春节", 2021): (2, 17), ("春节", 2022): (2, 6), ("春节", 2023): (1, 27), ("春节", 2024): (2, 17), ("春节", 2025): (2, 4),
    ("中秋", 2022): (9, 12), ("中秋", 2024): (9, 17), ("中秋", 2021): (9, 21), ("中秋", 2023): (9, 29),
    ("端午", 2021): (6, 14), ("端午", 2022): (6, 5), ("端午", 2023): (6, 24), ("端午", 2024): (6, 10), ("端午", 2025): (6, 2),
    ("清明", 2021): (4, 5), ("清明", 2022): (4, 5), ("清明", 2023): (4, 5), ("清明", 2024): (4, 6), ("清明", 2025): (4, 6),
    ("元旦", 2021): (1, 3), ("元旦", 2022): (1, 3), ("元旦", 2023): (1, 2), ("元旦", 2024): (1, 1), ("元旦", 2025): (1, 1),
    ("五一", 2020): (5, 5), ("五一", 2021): (5, 5), ("五一", 2024): (5, 5), ("五一", 2025): (5, 5),
}  # fmt: skip
_FIXED = {
    "元旦": (1, 1),
    "五一": (5, 1),
    "国庆": (10, 1),
    "七一": (7, 1),
    "八一": (8, 1),
    "三八": (3, 8),
    "五四": (5, 4),
    "六一": (6, 1),
}
_LENGTH = {"元旦": 3, "五一": 5, "国庆": 7, "端午": 3, "中秋": 3, "清明": 3}
_ALIAS = {
    "劳动节": "五一",
    "十一": "国庆",
    "国庆节": "国庆",
    "元旦节": "元旦",
    "端午节": "端午",
    "中秋节": "中秋",
    "清明节": "清明",
    "建党节": "七一",
    "建军节": "八一",
    "儿童节": "六一",
    "妇女节": "三八",
    "青年节": "五四",
    "新年": "元旦",
    "过年": "春节",
}


def holiday(name: str, year: int) -> tuple[datetime.date, datetime.date, datetime.date] | None:
    """Return (day itself, first day off, last day off) of a holiday, or None when it is not known for the year."""
    name = _ALIAS.get(name, name)
    if name in _FIXED:
        day = datetime.date(year, *_FIXED[name])
        first, length = day, _LENGTH.get(name, 1)
    elif name == "清明":
        day = datetime.date(year, 4, 4 if year % 4 in (0, 1) else 5)
        first, length = day, 3
    elif name == "春节":
        if year not in _SPRING:
            return None
        day = datetime.date(year, *_SPRING[year])
        first, length = day, 7
    elif name in ("端午", "中秋"):
        table = _DRAGON if name == "端午" else _MOON
        if year not in table:
            return None
        day = datetime.date(year, *table[year])
        first, length = day, 3
    elif name == "元宵":
        if year not in _SPRING:
            return None
        day = first = datetime.date(year, *_SPRING[year]) + datetime.timedelta(days=14)
        length = 1
    else:
        return None
    last = first + datetime.timedelta(days=length - 1)
    if (name, year) in _ARRANGED:
        last = datetime.date(year, *_ARRANGED[(name, year)])
    return day, first, last
