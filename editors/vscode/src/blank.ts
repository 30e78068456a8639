// Texts to begin with, and the names that a new filled form may be of. Knows nothing of VS Code.

const FORM = /^(?:表样|form)\s+([\p{L}_][\p{L}\p{N}_]*|「[^「」\r\n]*」)/gmu;

/** The forms that a rule file declares, each once. */
export function formsIn(text: string): string[] {
  const names = [...text.matchAll(FORM)].map((match) => (match[1] ?? "").replace(/[「」]/g, ""));
  return [...new Set(names)];
}

/** A filled form with nothing filled in: what is required is told by its findings. */
export function blankForm(name: string, year: number, language: "zh" | "en"): string {
  const [form, when] = language === "zh" ? ['"表样"', '"年度"'] : ["form", "year"];
  return `# ${name}\n${form} = ${JSON.stringify(name)}\n${when} = ${year}\n\n`;
}

/** A rule file with a form, a rule and no test yet. */
export function blankRules(name: string): string {
  return `# ${name}

维度 期间 累计 { 半年, 全年 }

表样 ${name} {
    标题     "${name}"
    计量单位 万元

    单位名称 : 文本 必填
    年度目标 : 文本 必填

    分组 支出 {
        基本支出 : 金额 按 期间 必填 ≥ 0
        项目支出 : 金额 按 期间 必填 ≥ 0 合计自 项目.金额
        明细表 项目 键 名称 {
            名称 : 文本 必填
            金额 : 金额 按 期间 必填 ≥ 0
        }
    }

    明细表 指标 键 名称 必填 {
        名称   : 文本 必填
        指标值 : 目标值 按 期间 必填
    }

    规则 支出不为零 错误 {
        分类 完整性
        应   支出.基本支出[期末] + 支出.项目支出[期末] > 0
        信息 "全年支出是 {支出.基本支出[期末] + 支出.项目支出[期末]}"
        英文 "the year's spending is {支出.基本支出[期末] + 支出.项目支出[期末]}"
    }
}
`;
}
