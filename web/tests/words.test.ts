// What a person reads stands in src/words and nowhere else, and whatever stands there is read by somebody.

import assert from "node:assert/strict";
import { dirname, join, relative } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const WEB = join(dirname(fileURLToPath(import.meta.url)), "..");
const WORDS = join(WEB, "src/words/");
/** Attributes and fields whose text is read or read out. */
const READ = new Set(["alt", "aria-description", "aria-label", "aria-roledescription", "aria-valuetext", "data-tip"]);
const FIELDS = new Set([...READ, "label", "placeholder", "text", "title", "why"]);
const SAID = new Set(["ask", "say"]);
const LETTERS = /\p{L}{2}/u;

const config = ts.getParsedCommandLineOfConfigFile(join(WEB, "tsconfig.json"), {}, {
  ...ts.sys,
  onUnRecoverableConfigFileDiagnostic: (said) => assert.fail(String(said.messageText)),
} as ts.ParseConfigFileHost)!;
const program = ts.createProgram(config.fileNames, config.options);
const checker = program.getTypeChecker();
const sources = program
  .getSourceFiles()
  .filter((each) => each.fileName.startsWith(join(WEB, "src/")) && !each.fileName.endsWith(".gen.ts"));

/** The literal texts that an expression can come to. */
function literals(node: ts.Node | undefined): string[] {
  if (!node) return [];
  if (ts.isStringLiteralLike(node)) return [node.text];
  if (ts.isTemplateExpression(node))
    return [node.head.text, ...node.templateSpans.flatMap((span) => [...literals(span.expression), span.literal.text])];
  if (ts.isConditionalExpression(node)) return [...literals(node.whenTrue), ...literals(node.whenFalse)];
  if (ts.isBinaryExpression(node)) {
    const joins = [
      ts.SyntaxKind.PlusToken,
      ts.SyntaxKind.BarBarToken,
      ts.SyntaxKind.AmpersandAmpersandToken,
      ts.SyntaxKind.QuestionQuestionToken,
    ];
    return joins.includes(node.operatorToken.kind) ? [...literals(node.left), ...literals(node.right)] : [];
  }
  if (ts.isParenthesizedExpression(node) || ts.isJsxExpression(node)) return literals(node.expression);
  return [];
}

/** What a node would show that stands in no catalogue. */
function shown(node: ts.Node): string[] {
  if (ts.isJsxText(node)) return [node.text];
  if (ts.isJsxExpression(node) && (ts.isJsxElement(node.parent) || ts.isJsxFragment(node.parent)))
    return literals(node);
  if (ts.isJsxAttribute(node)) {
    const name = node.name.getText();
    const component = /^[A-Z]/.test(node.parent.parent.tagName.getText());
    return (component ? FIELDS : new Set([...READ, "placeholder", "title"])).has(name)
      ? literals(node.initializer)
      : [];
  }
  if (ts.isPropertyAssignment(node)) {
    const name = ts.isStringLiteralLike(node.name) ? node.name.text : node.name.getText();
    return FIELDS.has(name) ? literals(node.initializer) : [];
  }
  if (ts.isCallExpression(node) && SAID.has(node.expression.getText())) return literals(node.arguments[0]);
  return [];
}

function* within(node: ts.Node): Generator<ts.Node> {
  yield node;
  const children: ts.Node[] = [];
  ts.forEachChild(node, (child) => void children.push(child));
  for (const child of children) yield* within(child);
}

test("no text for people stands outside of src/words", () => {
  const found = sources
    .filter((each) => !each.fileName.startsWith(WORDS))
    .flatMap((source) =>
      [...within(source)].flatMap((node) =>
        shown(node)
          .filter((text) => LETTERS.test(text))
          .map((text) => {
            const { line } = source.getLineAndCharacterOfPosition(node.getStart());
            return `${relative(WEB, source.fileName)}:${line + 1}: ${text.trim()}`;
          }),
      ),
    );
  assert.deepEqual(found, []);
});

test("every word in src/words is used", () => {
  const used = new Set<ts.Node>();
  const use = (symbol: ts.Symbol | undefined) => symbol?.declarations?.forEach((each) => used.add(each));
  for (const node of sources.flatMap((source) => [...within(source)])) {
    if (ts.isPropertyAccessExpression(node)) use(checker.getSymbolAtLocation(node.name));
    if (ts.isBindingElement(node)) {
      const name = (node.propertyName ?? node.name).getText();
      use(checker.getTypeAtLocation(node.parent).getProperty(name));
    }
    if (ts.isElementAccessExpression(node)) {
      const key = checker.getTypeAtLocation(node.argumentExpression);
      const names = (key.isUnion() ? key.types : [key]).map((each) => (each.isStringLiteral() ? each.value : ""));
      for (const name of names) use(checker.getTypeAtLocation(node.expression).getProperty(name));
    }
  }
  const unused = sources
    .filter((each) => each.fileName.startsWith(WORDS) && !each.fileName.endsWith("/index.ts"))
    .flatMap((source) => source.statements)
    .filter(
      (each) => ts.isVariableStatement(each) && each.modifiers?.some((m) => m.kind === ts.SyntaxKind.ExportKeyword),
    )
    .flatMap((each) => (each as ts.VariableStatement).declarationList.declarations)
    .flatMap((each) => {
      const value = each.initializer;
      const object = value && ts.isAsExpression(value) ? value.expression : value;
      return object && ts.isObjectLiteralExpression(object) ? [...object.properties] : [];
    })
    .filter((each) => !used.has(each))
    .map((each) => `${relative(WEB, each.getSourceFile().fileName)}: ${each.name?.getText()}`);
  assert.deepEqual(unused, []);
});
