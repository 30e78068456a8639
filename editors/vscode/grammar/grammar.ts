// The TextMate grammar of rule files: what colours a text before the server answers, and where there is none.
// Keywords are soft, so each is looked for only where it may stand. A declaration begins in the first column, and whatever
// is open ends there: a missing brace colours no further than its own declaration.

import {
  BUILT_IN,
  CATEGORIES,
  COMPARATORS,
  DECLARATIONS,
  FUNCTIONS,
  SEVERITIES,
  STATES,
  TYPES,
  VERDICTS,
} from "./words.ts";

export interface Pattern {
  include?: string;
  name?: string;
  contentName?: string;
  match?: string;
  begin?: string;
  end?: string;
  captures?: Record<number, { name: string }>;
  beginCaptures?: Record<number, { name: string }>;
  endCaptures?: Record<number, { name: string }>;
  patterns?: Pattern[];
}

const NAME = "[^\\W\\d]\\w*|「[^「」]*」";
const NAME_OR_TEXT = `${NAME}|"[^"]*"|“[^”]*”`;
const UNIT_TEXT = '[^\\s{}｛｝#＃"“，,；;、:：()（）=＝「」]+';
const DIGIT = "[0-9０-９]";
const BEFORE_TEXT = '(?=\\s*["“＂])';
const NOT_A_FIELD = "(?!\\s*[:：])";
const NEXT_DECLARATION = `(?=^${oneOf(DECLARATIONS)})`;

/** One of some words, whole. */
function oneOf(words: string): string {
  return `\\b(?:${words.split(" ").join("|")})\\b`;
}

/** A pattern whose groups have these scopes, in order. */
function groups(match: string, ...scopes: string[]): Pattern {
  return { match, captures: captured(scopes) };
}

function captured(scopes: string[]): Record<number, { name: string }> {
  return Object.fromEntries(scopes.map((scope, at) => [at + 1, { name: `${scope}.gouji` }]));
}

function scope(name: string, match: string): Pattern {
  return { name: `${name}.gouji`, match };
}

function include(...names: string[]): Pattern[] {
  return names.map((name) => ({ include: `#${name}` }));
}

/** A construct with a head, whose groups have these scopes, and then a block in braces. */
function construct(head: string, scopes: string[], inHead: string[], inBlock: string[]): Pattern {
  return {
    begin: head,
    beginCaptures: captured(scopes),
    end: `(?<=[}｝])|${NEXT_DECLARATION}`,
    patterns: [
      {
        begin: "[{｛]",
        beginCaptures: { 0: { name: "punctuation.section.block.begin.gouji" } },
        end: `[}｝]|${NEXT_DECLARATION}`,
        endCaptures: { 0: { name: "punctuation.section.block.end.gouji" } },
        patterns: include("comment", ...inBlock),
      },
      ...include("comment", ...inHead),
    ],
  };
}

/** A text between a pair of quotation marks; `inside` says what is more than text. */
function text(begin: string, end: string, kind: string, inside: Pattern[]): Pattern {
  return { name: `string.quoted.${kind}.gouji`, begin, end: `${end}|$`, patterns: inside };
}

function texts(inside: string[]): Pattern[] {
  return [
    text('"', '"', "double", include("escape", ...inside)),
    text("“", "”", "other", [...include(...inside), { match: "“[^“”]*”" }]),
    text("＂", "＂", "other", include(...inside)),
  ];
}

const repository: Record<string, Pattern> = {
  comment: {
    patterns: [
      scope("comment.line.documentation", "(?:##|＃＃).*$"),
      scope("comment.line.number-sign", "[#＃].*$"),
    ],
  },

  // --- declarations

  use: {
    begin: "^(引用|use)\\b",
    beginCaptures: captured(["keyword.control.import"]),
    end: "$",
    patterns: include("comment", "text"),
  },
  axis: construct(
    `^(维度|axis)\\b(?:\\s*(${NAME}))?`,
    ["keyword.declaration", "entity.name.type.axis"],
    ["cumulative"],
    ["value"],
  ),
  cumulative: scope("storage.modifier", oneOf("累计 cumulative")),
  unit: {
    begin: `^(计量单位|unit)\\b(?:\\s*(${UNIT_TEXT}))?`,
    beginCaptures: captured(["keyword.declaration", "constant.other.unit"]),
    end: "$",
    patterns: include("comment", "value"),
  },
  library: construct(
    `^(指标库|library)\\b(?:\\s*(${NAME}))?`,
    ["keyword.declaration", "entity.name.type.library"],
    [],
    ["row", "bare-row", "punctuation"],
  ),
  form: construct(
    `^(表样|form)\\b(?:\\s*(${NAME}))?`,
    ["keyword.declaration", "entity.name.type.form"],
    ["parent"],
    ["header", "member"],
  ),
  parent: groups(
    `\\b(沿用|is)\\b(?:\\s*(${NAME}))?`,
    "keyword.other",
    "entity.other.inherited-class",
  ),
  rule: construct(
    `\\b(规则|rule)\\b${NOT_A_FIELD}(?:\\s*(${NAME}))?`,
    ["keyword.declaration", "entity.name.function.rule"],
    ["severity", "on-form"],
    ["clause", "expression"],
  ),
  test: construct("^(用例|test)\\b", ["keyword.declaration"], ["text"], ["step", "value"]),

  // --- forms

  header: {
    patterns: [
      scope("keyword.other", `\\b(?:标题|title)\\b${BEFORE_TEXT}`),
      scope("keyword.other", `\\b(?:年度|years)\\b(?=\\s*${DIGIT})`),
    ],
  },
  member: {
    patterns: [
      ...include("field", "rule", "row", "bare-row", "section"),
      scope("keyword.other", `${oneOf("停用 改级 理由 off regrade because")}${BEFORE_TEXT}`),
      groups(`\\b(取自|draw)\\b(?:\\s*(${NAME}))?`, "keyword.other", "entity.name.type.library"),
      ...include("severity", "attribute", "value"),
    ],
  },
  // Before a colon a word is a name. Right after it stands a type, and only there.
  field: groups(
    `(${NAME})\\s*([:：])(?:\\s*(若干|several)\\b)?(?:\\s*(${oneOf(TYPES)}))?`,
    "variable.other.member",
    "punctuation.separator",
    "storage.type",
    "storage.type",
  ),
  section: construct(
    `\\b(分组|明细表|group|table)\\b${NOT_A_FIELD}(?:\\s*(${NAME}))?`,
    ["keyword.declaration", "entity.name.section"],
    ["key", "attribute", "value"],
    ["member"],
  ),
  key: groups(`\\b(键|key)\\b(?:\\s*(${NAME}))?`, "keyword.other", "variable.other.member"),
  row: construct(
    `\\b(行|row)\\b${NOT_A_FIELD}\\s*(${NAME_OR_TEXT})(?=\\s*[{｛])`,
    ["keyword.declaration", "entity.name.section.row"],
    [],
    ["attribute", "value"],
  ),
  "bare-row": groups(
    `\\b(行|row)\\b${NOT_A_FIELD}\\s*(${NAME_OR_TEXT})`,
    "keyword.declaration",
    "entity.name.section.row",
  ),
  attribute: {
    patterns: [
      groups(
        `\\b(计量单位|unit)\\b(?:\\s*(${UNIT_TEXT}))?`,
        "keyword.other",
        "constant.other.unit",
      ),
      groups(
        "\\b(方向|direction)\\b(?:\\s*(正向|反向|higher|lower)\\b)?",
        "keyword.other",
        "constant.language",
      ),
      groups(`\\b(按|by)\\b(?:\\s*(${NAME}))?`, "keyword.other", "entity.name.type.axis"),
      scope("storage.modifier", oneOf("必填 可选 required optional")),
      scope("keyword.other", oneOf("合计自 缺省 取值 totals default values")),
      groups(
        `(${oneOf("比较符自 计量单位自 comparator_from unit_from")})(?:\\s*(${NAME}))?`,
        "keyword.other",
        "variable.other.member",
      ),
      scope("keyword.other", `${oneOf("标签 别名 匹配 label alias matches")}${BEFORE_TEXT}`),
    ],
  },

  // --- rules

  severity: scope("constant.language.severity", oneOf(SEVERITIES)),
  "on-form": groups(`\\b(于|on)\\b(?:\\s*(${NAME}))?`, "keyword.other", "entity.name.type.form"),
  clause: {
    patterns: [
      {
        begin: `\\b(信息|英文|message|english)\\b${BEFORE_TEXT}`,
        beginCaptures: captured(["keyword.other"]),
        end: '(?<=["”＂])|$',
        patterns: include("template"),
      },
      groups(
        `\\b(分类|category)\\b(?:\\s+(${oneOf(CATEGORIES)}))`,
        "keyword.other",
        "constant.language.category",
      ),
      groups(
        "\\b(修正|fix)\\b(?:\\s+(左边|右边|left|right)\\b)",
        "keyword.other",
        "constant.language",
      ),
      groups(`\\b(设|let)\\b(?:\\s*(${NAME}))?`, "keyword.control", "variable.other.definition"),
      scope("keyword.other", `${oneOf("依据 basis")}${BEFORE_TEXT}`),
      scope("keyword.other", oneOf("定位 可说明 at answerable")),
      scope("keyword.control", oneOf("每个 当 应 容差 each when must within")),
    ],
  },

  // --- tests

  step: {
    patterns: [
      ...include("addition"),
      scope("keyword.control", `${oneOf("给定 given")}${BEFORE_TEXT}`),
      scope("keyword.control", oneOf("改为 删去 change delete")),
      groups(
        `\\b(期望|expect)\\b(?:\\s*(${oneOf(VERDICTS)}))?`,
        "keyword.control",
        "constant.language.verdict",
      ),
      scope("keyword.other", oneOf("于 on")),
    ],
  },
  addition: construct("\\b(增加|add)\\b", ["keyword.control"], ["value"], ["value"]),

  // --- expressions

  expression: {
    patterns: [
      ...include("set", "function"),
      groups(
        `\\b(为|is)\\b(?:\\s+(${oneOf(STATES)}))?`,
        "keyword.operator.word",
        "constant.language.state",
      ),
      scope(
        "keyword.operator.word",
        oneOf("其中 或 且 非 属于 匹配 含 where or and not in matches mentions"),
      ),
      scope("variable.language", oneOf(BUILT_IN)),
      ...include("value"),
    ],
  },
  set: {
    begin: "[{｛]",
    end: `[}｝]|${NEXT_DECLARATION}`,
    beginCaptures: { 0: { name: "punctuation.section.set.begin.gouji" } },
    endCaptures: { 0: { name: "punctuation.section.set.end.gouji" } },
    patterns: include("comment", "value"),
  },
  function: groups(`(${oneOf(FUNCTIONS)})\\s*(?=[(（])`, "support.function"),

  // --- what stands everywhere

  value: { patterns: include("text", "date", "quantity", "operator", "name", "punctuation") },
  date: scope("constant.other.date", `${DIGIT}{4}年${DIGIT}{1,2}月(?:${DIGIT}{1,2}日)?`),
  quantity: groups(
    `(${DIGIT}+(?:[.．]${DIGIT}+)?)([%％‰]|[^\\W\\d_]+(?:[/·][^\\W\\d_]+)*|[㎡㎥℃°][^\\W\\d_]*)?`,
    "constant.numeric",
    "constant.other.unit",
  ),
  operator: {
    patterns: [
      scope(
        "keyword.operator.comparison",
        "==|[!！][=＝]|<>|[>＞][=＝]|[<＜][=＝]|[=＝≠≥≧⩾≤≦⩽>＞<＜≈≒]",
      ),
      scope("keyword.operator.comparison", oneOf(COMPARATORS)),
      scope("keyword.operator.arithmetic", "[+＋\\-－−*×＊/÷／]"),
      scope("keyword.operator.range", "\\.\\.|．．"),
    ],
  },
  name: scope("variable.other", NAME),
  punctuation: {
    patterns: [
      scope("punctuation.section", "[(（)）\\[［【\\]］】]"),
      scope("punctuation.separator", "[,，、;；:：.．]"),
    ],
  },
  text: { patterns: texts([]) },
  template: { patterns: texts(["hole"]) },
  hole: {
    contentName: "meta.embedded.expression.gouji",
    begin: "\\{",
    beginCaptures: { 0: { name: "punctuation.section.embedded.begin.gouji" } },
    end: "\\}|(?=$)",
    endCaptures: { 0: { name: "punctuation.section.embedded.end.gouji" } },
    patterns: include("expression"),
  },
  escape: scope("constant.character.escape", '\\\\["\\\\n]'),
};

export const GRAMMAR = {
  name: "gouji",
  scopeName: "source.gouji",
  fileTypes: ["gj"],
  patterns: include("comment", "use", "axis", "unit", "library", "form", "rule", "test"),
  repository,
};
