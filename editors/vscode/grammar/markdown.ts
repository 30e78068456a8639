// Colours the fenced blocks of Markdown that say they are gouji. Injected into Markdown's own grammar.

export const MARKDOWN_GRAMMAR = {
  scopeName: "markdown.gouji",
  injectionSelector: "L:text.html.markdown",
  patterns: [{ include: "#fenced" }],
  repository: {
    fenced: {
      name: "markup.fenced_code.block.markdown",
      begin: "(^|\\G)(\\s*)(`{3,}|~{3,})\\s*(?:gouji|gj)\\b[^`\\n]*$",
      end: "(^|\\G)(\\2|\\s{0,3})(\\3)\\s*$",
      beginCaptures: { 3: { name: "punctuation.definition.markdown" } },
      endCaptures: { 3: { name: "punctuation.definition.markdown" } },
      patterns: [
        {
          begin: "(^|\\G)(\\s*)(.*)",
          while: "(^|\\G)(?!\\s*([`~]{3,})\\s*$)",
          contentName: "meta.embedded.block.gouji",
          patterns: [{ include: "source.gouji" }],
        },
      ],
    },
  },
};
