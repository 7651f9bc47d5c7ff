// The larger part of the editor, loaded as one.

import "./commands.ts";

export { closed, follow } from "./documents.ts";
export { FileTab } from "./FileTab.tsx";
export { Status } from "./Status.tsx";
export { mayClose, revertPath, saveAll, savePath } from "./saving.tsx";
