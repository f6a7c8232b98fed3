"""Advertising, page furniture and the frame of a document (title, number, addressee, signature, date).

Nothing is lost: what is recognised here becomes a segment labelled ``noise`` or ``frame`` with the rule's name.
"""

from __future__ import annotations

import re

from .signals import heads, prefix_pattern, signal, signals

_NOISE = re.compile(
    r"(?P<advert>QQ群?：?\s*\d*|qq群|微信群：|加微信|客服微信|公众号：|关注我们|扫一扫|扫码关注|长按.{0,6}二维码|识别二维码|倒卖|禁止外传|仅供学习|仅供参考|侵权|转载请|免费下载|下载本文|下载地址|点击下载|点击查看"
    r"|更多精彩|更多范文|范文网|全文阅读|免费阅读|咨询QQ|提取码|网盘|VIP|版权所有|保留所有权利|加入收藏|设为首页|收藏本站|会员登录|请勿照搬)"
    r"|(?P<page>浏览次数|阅读次数|点击数|点击量|点击：\d|访问量|打印本页|【打印】|【收藏】|关闭窗口|关闭本页|上一篇|下一篇|上一条|下一条|返回顶部|返回首页|当前位置|您所在的位置|您当前的位置|首页\s*[>»＞/|-]"
    r"|字体：|字号：|大 中 小|分享到|责任编辑|责编：|编辑：|作者：|记者：|(?:^| )(?:记者|编辑|审核|终审|责编|校对|摄影|监制)[|丨/]|(?<!资金)(?<!经费)来源：|发布时间|发布日期：|发布机构：|索\s*引\s*号|(?:主题|体裁|组配|信息)分类|成文日期|发文机[关构]|发文字号|文件编号|ICP备|公网安备|网站地图|联系我们|技术支持|https?：?//|www\."
    r"|扫描二维码|图文解读：|相关阅读|相关链接|延伸阅读|热门推荐|猜你喜欢|本文来源|无障碍(?:浏览|阅读)|适老(?:版|模式)|语音播报|欢迎访问|第\s*\d+\s*页|共\s*\d+\s*页|Page\s*\d+|本文已影响)"
    r"|(?P<contact>联系人：|联系电话：|(?<!举报)(?<!服务)电话：|传真：|邮箱：|邮编：|邮政编码|办公电话|通讯地址|(?<!会议)地址：|电子邮箱)"
    r"|(?P<trade>会员|订阅|微信号|文库|淘宝|优惠|促销|广告|赞助|打赏|下载|自建平台|不断迭代|仅限内部)"
)
_NOISE_START = prefix_pattern(_NOISE)
_PAGE_NUMBER = re.compile(
    r"[-—－\s·第]*\d{1,4}[-—－\s·页]*|[-—_=*·.\s]{2,}|第\s*\d+\s*页(?:\s*共\s*\d+\s*页)?"
)
_ORDER = re.compile(r"要|必须|请各|务必|不得|负责|牵头|应当")

_DOC_NUMBER = re.compile(r"^[\u4e00-\u9fff]{0,20}【\d{4}】\s*(?:第)?\s*\d+\s*号$")
_DOC_NUMBER_BIT = signal(_DOC_NUMBER)
_FRAME = re.compile(
    r"(?P<addressee>^(?:各|县|市|省|区|州|镇|乡|国务院|中央|有关|全|同志们|各位|尊敬的|同事们|领导).{0,160}：$)"
    r"|(?P<date>^（?\s*(?:印发日期：)?\s*(?:\d{4}|[二一〇零○九八七六五四三]{4})\s*年\s*[\d一二三四五六七八九十]{1,3}\s*月\s*[\d一二三四五六七八九十]{1,3}\s*日\s*）?$)"
    r"|(?P<public>^（?此件.{0,12}）?。?$|^（共印\d+份）$|^主题词|^（?内部(?:资料|材料).{0,12}$|^（?根据录音整理.*$|^（?根据.{0,12}整理.{0,12}）?$|^★.{0,5}$|^（?密级|^特此(?:通知|报告|通报|函告|公告)。?$|^（?共\s?\d+\s?份）?$)"
    r"|(?P<attendance>^(?:组\s*长|(?:常务)?副\s*组\s*长|成\s*员|(?:副?总)?指挥长?|(?:副)?指挥长|顾\s*问|出席|列席|参会|参加|请假|缺席|主持|记录|记录人|主持人|会议时间|会议地点|会议名称|参加人员|出席人员|列席人员|出席人|参会人员|列席单位|时间|地点|人员|"
    r"分送|抄送|抄报|主送|报|送|发|印发|签发|签发人|印发范围|审核|整理|起草|会议记录)\s*：)"
    r"|(?P<annex>^附件?\s*\d*\s*[：:]|^附件\s*\d*$|^附表\s*\d*$|^附：)"
    r"|(?P<label>^(?:具体措施|整改措施|工作措施|主要措施|重点措施|工作任务|重点任务|主要任务|工作要求|有关要求|措施|任务|备注|注|会议议定|会议决定|会议明确|会议要求|会议强调|会议议定事项|议定事项|整改任务|工作内容|"
    r"具体要求|具体任务|具体安排|重点工作|主要内容|任务清单|会议议程|会议内容|整改落实情况|下一步措施|下一步工作|下步工作|下一步打算|整改要求)\s*(?:如下)?\s*[：]$)"
)
_FRAME_BIT = signal(_FRAME)
_FRAMES = heads(_FRAME)
_AGENDA = r"(?:现将|现就|现制定|现提出|现印发|特制定|制定本|提出如下|提出以下|作如下|通知如下|纪要如下|公告如下|意见如下|安排如下|要求如下|事项如下|方案如下|分工如下|部署如下|汇报如下|通报如下|报告如下|现通知|印发给你们|转发给你们|下发给你们).{0,80}$"
_SPEECH = (
    r"^(?:下面|接下来|在此|今天|借此机会|这里|现在|最后|刚才)?[，,]?.{0,12}我(?:再|就|想|着重|重点|主要|代表.{0,10})?.{0,40}(?:讲|谈|强调|提|说|作|汇报|安排|部署)[^，。]{0,6}"
    r"(?:[几一二两三四五六七八九十]|以下|如下)[^，。]{0,3}(?:个?方面|点|条|项|个问题|个意见|意见|要求|问题|件事)[^。]{0,16}。?$"
    r"|^(?:我就|今天就|我的讲话|今天我就)讲?.{0,12}(?:这些|到这里|完了|这么多).{0,10}$"
)
_CLOSING = r"^谢谢(?:大家|各位|同志们)?[！。]?$|^以上(?:通知|意见|方案|要求|事项)[^，。]{0,4}，?[请希](?:你们)?(?:结合实际)?，?(?:遵照|贯彻|认真)[^于并]{0,12}$|^(?:望|希|请)(?:各[^，。]{0,8})?(?:遵照|贯彻)(?:执行|落实)[。！]?$"
_LEAD = (
    r"(?:以下|下列|如下)(?:[几一二三四五六七八九十两]{0,2})(?:个|项|点|方面|件|条)?[^，。；\d]{0,10}(?:重点|方面|工作|几点|事|问题|要求|任务|措施|意见|事项|内容)[：。]?$|如下[：。]$"
    r"|^(?:重点|着力|切实|关键|主要|要)?(?:抓好|做好|突出|把握|处理好|抓住|要抓|聚焦|把握好)(?:这|以下)?“?[几一两二三四五六七八](?:件事|个方面|项工作|个重点|个关键|个环节|点)”?[。：]$"
)
_FLOATING = re.compile(rf"(?P<agenda>{_AGENDA})|(?P<speech>{_SPEECH}|{_CLOSING})|(?P<lead>{_LEAD})")
_FLOATING_BIT = signal(_FLOATING)
#: No floating frame unless one of these finds something; I speak only where there is an I.
_FLOATING_START = prefix_pattern(re.compile("|".join((_AGENDA, _CLOSING, _LEAD))))
_SPEECH_BIT = signal(re.compile("我"))
_TITLE = re.compile(
    r"(?:的|）|》)?(?:通知|意见|决定|方案|要点|计划|纪要|讲话|通报|报告|规定|办法|细则|批复|函|公告|公报|总结|安排|清单|分解表|分工表|一览表|台账|规划|条例|发言|致辞|说明|要求|建议|指引|举措|措施|若干措施|责任书|任务书|提纲|摘要|实录|重点任务|任务分工|工作分工)"
    r"(?:（.{0,16}）)?$"
)
_ENUMERATED = re.compile(r"[（\d一二三四五六七八九十①-⑨]")


def noise_rule(line: str) -> str | None:
    """Return the name of the noise rule for a whole line or flattened page part, or None.

    A line that also orders something is not noise unless it is short: 请各单位…（电话：…） stays a measure.
    """
    first = line[0]
    if (
        (first == "第" or not "\u4e00" <= first <= "\u9fff")
        and len(line) <= 24
        and _PAGE_NUMBER.fullmatch(line)
    ):
        return "noise.page-number"
    begins = _NOISE_START.search(line)
    match = _NOISE.search(line, begins.start()) if begins else None
    if match is None:
        return None
    if len(line) > 60 and len({m.group() for m in _NOISE.finditer(line)}) >= 3 and not _ORDER.search(line):
        return f"noise.{match.lastgroup}"
    if match.lastgroup == "trade" and (len(line) > 40 or line[-1] in "。；" or _ENUMERATED.match(line)):
        return None
    if len(line) > 60 and match.lastgroup not in ("page", "advert"):
        return None
    if len(line) > 60 and match.lastgroup == "advert" and line.count("。") > 1:
        return None
    if len(line) > 20 and _ORDER.search(line) and (match.lastgroup == "contact" or match.start() > 12):
        return None
    return f"noise.{match.lastgroup}"


def frame_rule(line: str, known: int | None = None) -> str | None:
    """Return the name of the frame rule for a line or sentence, or None; ``known`` are its signals."""
    signs = signals(line) if known is None else known
    if signs & _DOC_NUMBER_BIT and _DOC_NUMBER.match(line):
        return "frame.docnumber"
    match = _FRAME.match(line) if signs & _FRAME_BIT and line[0] in _FRAMES else None
    if match is None and signs & _FLOATING_BIT and (signs & _SPEECH_BIT or _FLOATING_START.search(line)):
        match = _FLOATING.search(line)
    return f"frame.{match.lastgroup}" if match else None


def looks_like_title(line: str) -> bool:
    """Tell whether a line without a stop reads like the title of a document."""
    return 6 <= len(line) <= 80 and line[-1] not in "。；！，：" and _TITLE.search(line) is not None
