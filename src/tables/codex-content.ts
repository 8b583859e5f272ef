import { verbatim } from './column.ts';
import { defineTable } from './define-table.ts';
import { codexEnvelope, envelope, eventTable, provenance } from './event.ts';

const d = '$.event_details';
const words = (path: string, what: string) =>
  verbatim(`${d}.${path}`, `${what}, as it was written; null when the event has none.`);

/** People's words beside the events of `codex_log`, for lakes told to keep them. */
export const codexContent = defineTable({
  ...eventTable,
  name: 'codex_content',
  doc: "People's words in Codex: prompts, responses, tool input. One row per event of codex_log, joined by event_id; empty unless the lake is told to keep content. Granted apart from all other tables.",
  isContent: true,
  columns: {
    event_id: envelope.event_id,
    event_time: envelope.event_time,
    workspace_id: codexEnvelope.workspace_id,
    event_type: codexEnvelope.event_type,
    prompt_text: words('prompt_text', 'The prompt'),
    response_text: words('response_text', 'The response'),
    tool_input: words('tool_input', 'The serialized tool input'),
    environment_description: words('environment_fields.description', "The environment's description"),
    mcp_arguments: words('arguments', 'The arguments of an MCP call'),
    error_message: words('error_message', 'The error message of an MCP result'),
    result_preview: words('result_preview', 'The preview of an MCP result'),
    log_file_id: provenance.log_file_id,
  },
});
