// Whether somebody knows better what is meant than the words of the text.

import { Facet } from "@codemirror/state";

/** Where it is true, the text's own words are not suggested. */
export const served = Facet.define<boolean, boolean>({ combine: (values) => values.some(Boolean) });
