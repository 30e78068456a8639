"""The units that come with gouji, as data: names, exact factors, dimensions, other spellings.

Read once by `units.py`. Holds no code. A factor says how many base units one of the unit is, and must end as a
decimal; the bases that make that so are explained in `units.py`.
"""

# name, factor, dimension ("1" is a pure ratio), other spellings
MEASURES = """
元 1 元 人民币元 元人民币 元整
角 0.1 元
分钱 0.01 元
% 0.01 1
‰ 0.001 1
‱ 0.0001 1
ppm 0.000001 1
成 0.1 1
倍 1 1
百分点 0.01 百分点 个百分点
人 1 人 个人 人员
名 1 人
位 1 人
米 3 米 m 公尺
公里 3000 米 千米 km
里 1500 米 华里
分米 0.3 米 dm
厘米 0.03 米 cm 公分
毫米 0.003 米 mm
微米 0.000003 米 μm um
平方米 9 米2 ㎡ m² m2 米² 平米 平方
平方公里 9000000 米2 平方千米 km² km2 k㎡ ㎢
公顷 90000 米2 hm² hm2 ha
亩 6000 米2 市亩
立方米 27 米3 m³ m3 ㎥ 米³ 立方 方
升 0.027 米3 L 公升
毫升 0.000027 米3 ml mL
吨 1000 公斤 t 公吨
公斤 1 公斤 千克 kg
斤 0.5 公斤 市斤
克 0.001 公斤 g
毫克 0.000001 公斤 mg
微克 0.000000001 公斤 μg ug
周 604800 天 星期 个星期
天 86400 天 日 自然日 日历天 日历日 个自然日
小时 3600 天 个小时 h 钟头 个钟头
分钟 60 天 min
秒 1 天 秒钟 s
毫秒 0.001 天 ms
工作日 1 工作日 个工作日 个工作天 工作天
年 12 月 周年
季度 3 月 个季度 季
月 1 月 个月
岁 1 岁 周岁
千瓦 1 千瓦 kW KW
瓦 0.001 千瓦 W 瓦特
兆瓦 1000 千瓦 MW
千瓦时 3600 天1千瓦1 度 kWh KWH 千瓦·时 千瓦小时
MB 1 MB 兆 兆字节
GB 1024 MB G
TB 1048576 MB
KB 0.0009765625 MB
M 1 M
bps 1 bps
Kbps 1000 bps kbps
Mbps 1000000 bps Mb/s 兆比特/秒
Gbps 1000000000 bps Gb/s
伏 1 伏 V 伏特
千伏 1000 伏 kV KV
千伏安 1 千伏安 kVA KVA
安培 1 安培
赫兹 1 赫兹 Hz HZ
千赫 1000 赫兹 kHz KHz
兆赫 1000000 赫兹 MHz
帕 1 帕 Pa
千帕 1000 帕 kPa
兆帕 1000000 帕 MPa Mpa
勒克斯 1 勒克斯 lx lux
吨标准煤 1 吨标准煤 吨标煤 tce
℃ 1 ℃ °C 摄氏度
美元 1 美元 USD
港元 1 港元 港币 HKD
欧元 1 欧元 EUR
日元 1 日元
"""

# each counts a thing of its own kind: none can be turned into another
COUNTERS = """
分 次 户 家 批 个 件 项 篇 份 台 套 辆 笔 期 场 处 条 册 本 张 幅 座 栋 幢 间 株 棵 只 头 门 课时 学时 学分 例 起 宗 款 种 类
支 队 所 村 乡 镇 乡镇 街道 社区 县 单 班 班级 届 轮 步 字 页 口 艘 架 列 部 枚 根 块 片 箱 袋 瓶 桶 盒 床 床位 席 副 把 对
双 组 团 站 点位 趟 标段 尾 羽 匹 粒 剂 针 版 集 首 封 层 岗 岗位 学位 车位 泊位 工位 孔 盏 樘 面 顶 杆 扇 眼 分贝 卷 帧 像素 TPS QPS
"""

# written with a slash or brackets that does not divide: "台/套" is one word for "machines or sets"
COUNTERS_SPELT = """
人次 人/次 人(次)
批次 个批次 批/次 批(次)
户次 户/次 户(次)
场次 场/次 场(次)
件次 件/次
台次 台/次
班次 班/次
车次 车/次
辆次
架次
剂次
针次
门次
册次
卷次
篇次
家次
项次
处次
分贝 dB
台套 台/套 台(套) 套/台 套(台)
件套 件/套 件(套)
个村 村
个乡镇 乡镇
个社区 社区
个街道 街道
个班 班
"""

# a scale on any unit but a ratio, or alone ("≥500万": of what is not stated)
PREFIXES = """
百 100
千 1000
万 10000
十万 100000
百万 1000000
千万 10000000
亿 100000000
个亿 100000000
十亿 1000000000
百亿 10000000000
千亿 100000000000
万亿 1000000000000
"""

UNPREFIXED = ("%", "‰", "‱", "成", "倍", "分", "百分点", "℃")

# words that stand where a unit should and name none, with the unit that is meant
MISNOMERS = {
    "百分比": "%", "比例": "%", "百分率": "%", "百分之": "%", "千分比": "‰", "人民币": "元", "块钱": "元", "毛": "角",
    "工作时": "小时", "人数": "人", "次数": "次", "户数": "户", "个数": "个", "件数": "件", "项数": "项", "套数": "套",
    "天数": "天", "篇数": "篇", "家数": "家", "台数": "台",
}  # fmt: skip

# letters that stand for another in a slip of the pen or of OCR
LOOKALIKES = str.maketrans("圆圓園园员萬億仟佰倾頃畝戶項篇個臺噸頓戸", "元元元元元万亿千百顷顷亩户项篇个台吨吨户")

# shown when no unit is given, largest first, by dimension; the first that makes at least 1 is taken
LADDERS = {
    "元": ("亿元", "万元", "元"),
    "公斤": ("吨", "公斤", "克"),
    "米": ("公里", "米", "厘米"),
    "MB": ("TB", "GB", "MB"),
}
# the same, but the first that goes in without a remainder is taken
EVEN_LADDERS = {"天": ("天", "小时", "分钟", "秒"), "月": ("年", "月")}

# common enough to be offered with a prefix
OFFERED = "千元 万元 百万元 亿元 万人 万人次 万户 万个 万件 万笔 万次 万平方米 万吨 元/人 元/平方米 元/人·天 元/月 次/年 次/月"
