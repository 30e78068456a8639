// The words that the grammar knows, by the place where they may stand. Whether none is missing is checked against the
// parser's own table (tests/editors/test_vscode.py).

/** Begin a declaration, in the first column of a line. */
export const DECLARATIONS =
  "引用 维度 计量单位 指标库 表样 规则 用例 use axis unit library form rule test";

/** Right after a field's colon. */
export const TYPES =
  "文本 数值 数量 金额 比率 日期 目标值 引用 选项 text number count money ratio date target reference choice";

export const SEVERITIES = "错误 警告 提示 error warning hint";

export const CATEGORIES =
  "完整性 规范性 相关性 适当性 可行性 勾稽 completeness form relevance adequacy feasibility reconciliation";

/** What `x 为 …` may ask. */
export const STATES =
  "空白 空 已填 不适用 定量 定性 日期 区间 blank given inapplicable quantity word date range";

export const VERDICTS =
  "通过 失败 不通过 不适用 无法判定 未执行 pass fail inapplicable unevaluated unreached";

export const FUNCTIONS =
  "合计 计数 最小 最大 平均 全部 存在 去重 唯一 数额 年份 计划数额 计划年份 包含 匹配 拆分 字数 递增 比较符 单位 绝对值 舍入 含 " +
  "sum count minimum maximum average all exists distinct unique figures years planned_figures planned_years contains " +
  "matches split length increasing comparator unit_of absolute round min max mean abs";

/** Comparators that are words. */
export const COMPARATORS =
  "等于 不等于 不低于 不少于 大于等于 不小于 不超过 不高于 小于等于 不大于 大于 高于 超过 小于 低于 少于 约等于";

/** Names that every rule knows. */
export const BUILT_IN = "年度 期末 方向 上年 下级 上级 year last direction prior children parent";
