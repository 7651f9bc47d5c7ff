// The functions, classes and headings of a text, from its syntax tree.

import { ensureSyntaxTree } from "@codemirror/language";
import type { EditorState } from "@codemirror/state";
import type { SyntaxNode, SyntaxNodeRef } from "@lezer/common";

/** Something that has a name in a text. */
export interface Definition {
  name: string;
  /** Where its name stands. */
  from: number;
  depth: number;
}

const PATIENCE = 300;
const LONGEST = 120;
const DEFINES =
  /^(Function|Method|Class|Interface|TypeAlias|Enum|Namespace|Struct|Trait|Impl|Mod|Macro|Constructor|Type|Protocol)\w*(Declaration|Definition|Item|Specifier|Decl|Spec)$|^(FunctionDefinition|ClassDefinition|RuleSet|FunctionDecl|MethodDecl|TypeSpec|ConstItem|StaticItem)$/;
const HEADING = /^(ATX|Setext)Heading(\d)$/;
const NAMES =
  /^(VariableDefinition|TypeDefinition|PropertyDefinition|PrivatePropertyDefinition|VariableName|TypeIdentifier|BoundIdentifier|Identifier|Definition|DefName|FieldName|ScopedIdentifier|FieldIdentifier|TypeName|Name|MethodName)$/;

/** What is defined in a text, in order. */
export function symbolsOf(state: EditorState): Definition[] {
  const tree = ensureSyntaxTree(state, state.doc.length, PATIENCE);
  const found: Definition[] = [];
  const ends: number[] = [];
  const put = (name: string, from: number, depth: number) => found.push({ name: name.slice(0, LONGEST), from, depth });
  tree?.iterate({
    enter(node: SyntaxNodeRef) {
      const heading = HEADING.exec(node.name);
      if (heading) {
        const text = state.doc.lineAt(node.from).text.replace(/^#+\s*|\s*#+$/g, "");
        return void put(text, node.from, Number(heading[2]) - 1);
      }
      const named = definition(node, state);
      if (!named) return;
      while (ends.length && (ends.at(-1) ?? 0) <= node.from) ends.pop();
      put(named.name, named.from, ends.length);
      ends.push(node.to);
    },
  });
  return found.length ? found : bySight(state);
}

function definition(ref: SyntaxNodeRef, state: EditorState): { name: string; from: number } | undefined {
  const text = (from: number, to: number) => state.sliceDoc(from, to);
  if (ref.name === "RuleSet") {
    const block = ref.node.getChild("Block");
    return {
      name: text(ref.from, block?.from ?? ref.to)
        .trim()
        .replaceAll(/\s+/g, " "),
      from: ref.from,
    };
  }
  if (ref.name === "VariableDeclaration") {
    const value = ref.node.getChild("ArrowFunction") ?? ref.node.getChild("FunctionExpression");
    const name = value && ref.node.getChild("VariableDefinition");
    return name ? { name: text(name.from, name.to), from: name.from } : undefined;
  }
  if (!DEFINES.test(ref.name)) return undefined;
  const name = nameIn(ref.node);
  return name && { name: text(name.from, name.to), from: name.from };
}

/** The first name right in a definition, or in its declarator (C, C++). */
function nameIn(node: SyntaxNode): SyntaxNode | undefined {
  for (let child = node.firstChild; child; child = child.nextSibling) {
    if (NAMES.test(child.name)) return child;
    if (child.name.endsWith("Declarator")) return nameIn(child);
  }
  return undefined;
}

const SIGHT =
  /^(\s*)(?:export\s+|public\s+|private\s+|local\s+|async\s+|static\s+|pub\s+)*(?:def|function|func|fun|fn|sub|class|module|struct|interface|trait|enum|type|record|object|proc|defn?)\s+([\w.:$?!]+)|^()\[([^\]]+)\]\s*$|^()([\w-]+)\s*\(\)\s*\{/;
const MOST_LINES = 50_000;

/** For languages of which nobody knows the grammar: lines that look like the begin of something. */
function bySight(state: EditorState): Definition[] {
  const found: Definition[] = [];
  for (let n = 1; n <= Math.min(state.doc.lines, MOST_LINES); n++) {
    const line = state.doc.line(n);
    const fits = line.length < 500 ? SIGHT.exec(line.text) : null;
    const name = fits?.[2] ?? fits?.[4] ?? fits?.[6];
    if (name) found.push({ name, from: line.from, depth: Math.min(4, (fits?.[1]?.length ?? 0) >> 1) });
  }
  return found;
}
