"""The names that people know, and the commands that they stand for: the one table of them."""

ALIASES: dict[str, str] = {
    "config list-models": "llm list-models",
    "file_storage list": "files list",
    "file_storage read": "files read",
    "file_storage write": "files write",
    "file_storage upload": "files upload",
    "file_storage download": "files download",
    "file_storage delete": "files delete",
    "mcp_tools list-servers": "tools list-servers",
    "mcp_tools call-tool": "tools call",
    "mcp call-tool": "tools call",
    "rag discover-sources": "rag list-sources",
    "rag query": "rag search",
    "events tail": "workspaces events",
    "ai edit": "agents edit",
    "ai ask": "agents ask",
}
