// Which language a file is in: by its name, by its first line, or as somebody chose. Each is loaded when it is needed.

import { LanguageDescription } from "@codemirror/language";
import { languages } from "@codemirror/language-data";
import { nameOf } from "./state.ts";

/** Names and endings that the list of languages lacks. */
const MORE: readonly [RegExp, string][] = [
  [/^(BUILD|WORKSPACE)(\.bazel)?$|\.(pyi|pyw|bzl|star)$/, "Python"],
  [/^(Gemfile|Rakefile|Vagrantfile|Brewfile)$|\.gemspec$/, "Ruby"],
  [/\.(jsonc|json5|ipynb|webmanifest|geojson)$|^\.(babelrc|eslintrc|prettierrc)$/, "JSON"],
  [/^(\.bashrc|\.bash_profile|\.profile|\.zshrc|\.envrc|PKGBUILD)$|\.(zsh|bats|fish)$/, "Shell"],
  [/^(Containerfile|Dockerfile\..*)$|\.dockerfile$/, "Dockerfile"],
  [/^\.(gitconfig|editorconfig|npmrc)$|\.(cfg|service|desktop)$/, "Properties files"],
  [/^(poetry|uv|Cargo|Pipfile)\.lock$|^Pipfile$/, "TOML"],
  [/\.(svg|xhtml|plist|csproj|rss)$/, "XML"],
  [/\.(mdx|mkd|qmd)$|^(README|CHANGELOG)$/, "Markdown"],
  [/^\.clang-format$|\.(yml|yaml)\.j2$/, "YAML"],
];
const INTERPRETERS: readonly [RegExp, string][] = [
  [/\b(ba|da|z|k)?sh\b/, "Shell"],
  [/\bpython/, "Python"],
  [/\b(node|deno|bun)\b/, "JavaScript"],
  [/\bruby\b/, "Ruby"],
  [/\bperl\b/, "Perl"],
];

/** Plain text, when somebody chose it. */
export const PLAIN = "";

export const allLanguages: readonly LanguageDescription[] = languages.toSorted((a, b) => a.name.localeCompare(b.name));

const named = (name: string): LanguageDescription | undefined => languages.find((each) => each.name === name);

/** The language of a file; nothing for plain text. */
export function languageOf(
  chosen: string | undefined,
  path: string,
  firstLine: string,
): LanguageDescription | undefined {
  if (chosen !== undefined) return named(chosen);
  const name = nameOf(path);
  const more = MORE.find(([pattern]) => pattern.test(name));
  if (more) return named(more[1]);
  const known = LanguageDescription.matchFilename(languages, name);
  if (known || !firstLine.startsWith("#!")) return known ?? undefined;
  const interpreter = INTERPRETERS.find(([pattern]) => pattern.test(firstLine));
  return interpreter && named(interpreter[1]);
}
