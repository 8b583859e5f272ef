import type { Garden } from './plant.ts';

/** Records of every source, by what they are asked for: log types, routes of figures and lists. */
export interface PlantedRecords {
  readonly logs: Readonly<Record<string, readonly object[]>>;
  readonly days: Readonly<
    Record<'usage' | 'usage_workspace' | 'code_reviews' | 'code_review_responses', readonly object[]>
  >;
  readonly lists: Readonly<Record<'users' | 'codex_tasks' | 'codex_environments', readonly object[]>>;
  readonly prefixes: readonly object[];
}

const DAY = Date.parse('2026-11-18T00:00:00Z') / 1000;

export function plantedRecords(of: Garden): PlantedRecords {
  return { logs: logs(of), days: days(of), lists: lists(of), prefixes: prefixes(of) };
}

/** An envelope with unknown fields in every object of it. */
function envelope({ keep, knownEmail, object, word, email }: Garden, type: string, n: number) {
  const at = `${type} ${n}`;
  return {
    event_id: keep(`${at}.event_id`, `evt-${type.toLowerCase().replaceAll('_', '')}-${n}`),
    type,
    timestamp: `2026-11-18T0${n % 10}:07:08.123456Z`,
    principal: {
      id: 'ws-planted',
      type: 'CHATGPT_WORKSPACE',
      [word(`${at}.principal: a name`)]: word(`${at}.principal.*`),
    },
    actor: {
      type: 'ACCOUNT_USER',
      user_id: keep(`${at}.actor.user_id`, `user-${n}PlantedIn${type.length}`),
      user_email: knownEmail(`${at}.actor.user_email`),
      display_name: word(`${at}.actor.display_name`),
      manager: object(`${at}.actor.manager`),
      delegator: {
        user_id: keep(`${at}.actor.delegator.user_id`, `user-delegator${n}In${type.length}`),
        email: email(`${at}.actor.delegator.email`),
      },
    },
    weather: word(`${at}.weather`),
    [word(`${at}: a name`)]: [word(`${at}.*[]`)],
    more: object(`${at}.more`),
  };
}

function logs(garden: Garden): Record<string, object[]> {
  const { keep, word, email, name, object, knownName, knownEmail } = garden;
  const codex = (n: number, event_type: string, details: object) => ({
    ...envelope(garden, 'CODEX_LOG', n),
    event_type: keep('codex_log.event_type', event_type),
    client_id: keep('codex_log.client_id', 'CODEX_CLI'),
    workspace_id: 'ws-planted',
    agent: { type: 'agent', id: 'agent-1', persona: word('agent.persona') },
    event_details: { detail_type: event_type, surprise: object(`${event_type}.surprise`), ...details },
  });
  const security = (n: number, event_type: string, details: object) => ({
    ...envelope(garden, 'CODEX_SECURITY_LOG', n),
    event_type,
    client_id: 'CODEX_WEB',
    workspace_id: 'ws-planted',
    agent: {
      type: keep('agent_json.type', 'REVIEWER_AGENT'),
      id: keep('agent_json.id', 'agent_7f3a'),
      owner: object('agent_json.owner'),
    },
    event_details: { detail_type: event_type, ...details },
  });
  const compliance = (
    type: string,
    n: number,
    { actor = {}, ...more }: { actor?: object; [name: string]: unknown },
  ) => {
    const around = envelope(garden, type, n);
    return { ...around, actor: { ...around.actor, ...actor }, ...more };
  };
  return {
    CODEX_LOG: [
      codex(1, 'PROMPT_SENT', {
        session_id: keep('session_id', 'session-123'),
        prompt_text: word('prompt_text'),
        model: keep('model', 'gpt-5.1-codex-max'),
        turn_id: keep('turn_id', 'turn-77'),
        attachments: [
          { id: keep('attachments[].id', 'file_5e1f0'), file_name: word('attachments[].file_name') },
        ],
      }),
      codex(2, 'PROMPT_RESPONSE_RECEIVED', {
        response_text: word('response_text'),
        status: 'success',
        token_usage: {
          input_tokens: word('token_usage.input_tokens'),
          output_tokens: 7,
          by_tool: object('token_usage.by_tool'),
        },
      }),
      codex(3, 'TOOL_CALL_COMPLETED', {
        tool_name: object('tool_name'),
        tool_type: [word('tool_type[]')],
        tool_input: object('tool_input'),
        tool_call_id: { [word('tool_call_id: a name')]: 1 },
      }),
      codex(4, 'ENVIRONMENT_UPDATED', {
        environment_id: keep('environment_id', 'env-0a1b2c3d'),
        environment_fields: {
          label: `of ${knownEmail('environment_fields.label')}`,
          description: word('environment_fields.description'),
          cache_settings: { enabled: true, ...object('cache_settings') },
          agent_settings: {
            network_access: keep('agent_settings.network_access', 'allowlist'),
            ...object('agent_settings'),
          },
          permissions: { share: keep('permissions.share', 'workspace'), ...object('permissions') },
          repos: ['github:example/web', object('environment_fields.repos')],
          purpose: word('environment_fields.purpose'),
        },
      }),
      codex(5, 'WORKSPACE_UPDATED', {
        previous_settings: {
          code_review: keep('previous_settings.code_review', 'opt-in'),
          ...object('previous_settings'),
        },
        current_settings: [word('current_settings[]'), object('current_settings[]')],
      }),
      codex(6, 'APP_MCP_CALL', {
        name: 'linear.search_issues',
        arguments: object('arguments'),
        tool_meta: { version: keep('tool_meta.version', '3.14.15'), ...object('tool_meta') },
        call_id: keep('call_id', 'call_0f0f'),
      }),
      codex(7, 'APP_MCP_RESULT', {
        error_message: word('error_message'),
        result_preview: word('result_preview'),
        tool_meta: word('tool_meta as a text'),
      }),
      codex(8, 'HOLOGRAM_SENT', {
        hologram: object('hologram'),
        hologram_id: keep('hologram_id', 'holo_9c8b7a'),
      }),
    ],
    CODEX_SECURITY_LOG: [
      security(1, 'SCAN_FINDING_UPDATED', {
        finding_id: keep('finding_id', 'hid-123'),
        updated_fields: {
          resolution_reason: word('resolution_reason'),
          criticality_reason: word('criticality_reason'),
          status: 'wontfix',
          lookback_days: word('lookback_days'),
          labels: [word('updated_fields.labels[]')],
        },
      }),
    ],
    AUDIT_LOG: [
      compliance('AUDIT_LOG', 1, {
        action: keep('action', 'INVITE_USER'),
        action_result: 'SUCCESS',
        request_metadata: {
          client_ip: '192.0.2.7',
          client_ip_details: { country: 'DE', asn: word('asn'), isp: word('isp') },
          headers: object('request_metadata.headers'),
        },
        action_data: {
          limit: keep('action_data.limit', '4711'),
          after: keep('action_data.after', '2026-07-09T10:24:53.814285Z'),
          event_type: keep('action_data.event_type', 'AUDIT_LOG'),
          conversation_id: keep('action_data.conversation_id', '6a83e8b7-57e8-8341'),
          feature: keep('action_data.feature', 'deep_research'),
          invited_by: name('action_data.invited_by'),
          ...object('action_data', ['email']),
        },
      }),
      compliance('AUDIT_LOG', 2, {
        action_data: [word('action_data[]'), [object('action_data[][]', ['email'])]],
      }),
      compliance('AUDIT_LOG', 3, { action_data: word('action_data as a text') }),
      compliance('AUDIT_LOG', 5, { actor: { type: 'ANYBODY', id: knownEmail('actor.id') } }),
      compliance('AUDIT_LOG', 4, {
        action: object('action'),
        action_data: { action: object('action_data.action') },
      }),
    ],
    AUTH_LOG: [
      compliance('AUTH_LOG', 1, {
        action_data: {
          action: keep('action_data.action', 'login_success'),
          auth_provider_name: keep('auth_provider_name', 'google-oauth2'),
          reason: word('action_data.reason'),
        },
      }),
    ],
    COSTS: [
      {
        ...envelope(garden, 'COSTS', 1),
        payload: {
          day: '2026-11-18',
          hour: 7,
          organization_id: 'org-planted',
          identity: {
            user_id: keep('identity.user_id', 'user-billed1'),
            email: garden.knownEmail('identity.email'),
            name: knownName('identity.name'),
            groups: [
              {
                id: keep('groups[].id', 'grp_5e1f'),
                name: keep('groups[].name', 'platform-team'),
                ...{ motto: word('groups[].motto') },
              },
              word('groups[]'),
            ],
            agent: { id: keep('agent.id', 'agent_11'), ...object('identity.agent', ['name']) },
            cost_center: object('identity.cost_center'),
          },
          product: 'Codex',
          measures: {
            usage: { input_tokens: 70_071, ...object('measures.usage') },
            billing: [
              {
                sku: keep('billing[].sku', 'codex-input-gpt-5.5'),
                quantity: { value: 3, unit: keep('billing[].quantity.unit', 'tokens') },
                cost: {
                  value: 1.25,
                  unit: keep('billing[].cost.unit', 'CREDITS'),
                  memo: word('billing[].cost.memo'),
                },
                invoice: object('billing[].invoice'),
              },
            ],
          },
          project_code: object('payload.project_code'),
        },
      },
    ],
    CONVERSATION_MESSAGE: [
      compliance('CONVERSATION_MESSAGE', 1, {
        conversation: {
          id: keep('conversation.id', 'c97ee69d-41a6-4587-91ee-1ccb1afabe2e'),
          title: word('conversation.title'),
        },
        message: {
          id: keep('message.id', 'msg_0a1b2c3d'),
          author: { role: keep('message.author.role', 'assistant'), name: name('message.author.name') },
          content: {
            content_type: 'text',
            parts: [word('message.content.parts[]'), { text: word('message.content.parts[].text') }],
          },
          create_time: keep('message.create_time', '2026-11-18T01:02:03.000004Z'),
          model: keep('message.model', 'gpt-5.5-thinking'),
          status: keep('message.status', 'completed'),
        },
        conversation_title: word('conversation_title'),
      }),
    ],
    APP_LOG: [
      compliance('APP_LOG', 1, {
        app_id: keep('app_id', 'connector_4aaa'),
        app_name: word('app_name'),
        app_type: keep('app_type', 'SERVICE'),
        log_type: 'request',
        query: word('app query'),
        output: [word('app output'), object('app output')],
      }),
    ],
    APP_AUTH_LOG: [
      compliance('APP_AUTH_LOG', 1, { link_id: keep('link_id', 'link_77ab'), app: object('app auth') }),
    ],
    CUSTOM_AGENTS_LOG: [
      compliance('CUSTOM_AGENTS_LOG', 1, {
        agent: {
          id: keep('custom agent.id', 'asst_00ff11'),
          name: word('custom agent.name'),
          instructions: word('custom agent.instructions'),
        },
        prompt: word('agent prompt'),
        schema_version: keep('custom agent.schema_version', '12.9.8'),
      }),
    ],
    CHATGPT_PLUGIN_SPREADSHEET: [
      compliance('CHATGPT_PLUGIN_SPREADSHEET', 1, {
        spreadsheet: {
          id: keep('spreadsheet.id', 'sheet-31415'),
          cells: { A1: word('cells.A1'), [word('cells: a name')]: 1 },
        },
        prompt: word('spreadsheet prompt'),
        response: { text: word('spreadsheet response'), written_for: email('written_for') },
      }),
    ],
    CODEX_TURN: [
      compliance('CODEX_TURN', 1, {
        payload: {
          turn_id: keep('payload.turn_id', 'turn_ee77'),
          session_id: keep('payload.session_id', 'sess_aa11'),
          product_client_id: keep('payload.product_client_id', 'CODEX_DESKTOP_APP'),
          model: 'gpt-5.5',
          token_usage: { uncached_input_tokens: 5 },
          summary: word('payload.summary'),
        },
      }),
    ],
    HOLOGRAM_LOG: [
      compliance('HOLOGRAM_LOG', 1, {
        hologram_id: keep('invented.hologram_id', 'holo_123abc'),
        event_type: keep('invented.event_type', 'HOLOGRAM_PROJECTED'),
        started_at: keep('invented.started_at', '2026-11-18T11:22:33Z'),
        hologram: object('invented.hologram'),
        payload: object('invented.payload'),
        event_details: object('invented.event_details'),
      }),
      compliance('HOLOGRAM_LOG', 2, {
        hologram: word('invented.hologram as a text'),
        payload: [[word('invented.payload[][]')]],
      }),
    ],
  };
}

function days({ keep, word, object, knownEmail }: Garden): PlantedRecords['days'] {
  const of = { start_time: DAY, end_time: DAY + 86_400 };
  const figures = (at: string) => ({
    threads: 3,
    turns: 4,
    credits: 1.5,
    note: word(`${at}.note`),
    breakdown: object(`${at}.breakdown`),
  });
  const usage = (at: string) => ({
    ...of,
    totals: figures(`${at}.totals`),
    clients: [{ client_id: 'CODEX_WEB', ...figures(`${at}.clients[]`) }, word(`${at}.clients[] as a text`)],
    models: [
      {
        model: 'gpt-5.5',
        speed: 'standard',
        credits: word(`${at}.models[].credits`),
        alias: word(`${at}.models[].alias`),
      },
    ],
    code_attribution: {
      lines_of_code: { added: 3, motto: word(`${at}.motto`) },
      by_repo: object(`${at}.by_repo`),
    },
    mood: word(`${at}.mood`),
    [word(`${at}: a name`)]: object(`${at}.*`),
    cost_center_id: keep(`${at}.cost_center_id`, `cc-${at.length}77`),
  });
  return {
    usage: [
      {
        ...usage('usage'),
        user_id: keep('usage.user_id', 'user-ofUsage1'),
        actor: {
          type: 'ACCOUNT_USER',
          user_id: 'user-ofUsage1',
          email: knownEmail('usage.actor.email'),
          team: object('usage.actor.team'),
        },
      },
    ],
    usage_workspace: [usage('workspace')],
    code_reviews: [
      {
        ...of,
        pull_request_reviews: 3,
        comments: 5,
        comment_details: { p0: 1, p1: 2, p2: 2, worst: word('comment_details.worst') },
        best: object('code_reviews.best'),
      },
    ],
    code_review_responses: [
      {
        ...of,
        pull_request_reviews: 2,
        comments: 4,
        replies: 1,
        reactions: 1,
        reaction_details: { upvotes: 1, quote: word('reaction_details.quote') },
        best: object('responses.best'),
      },
    ],
  };
}

function lists({ keep, word, object, knownEmail, knownName, email }: Garden): PlantedRecords['lists'] {
  return {
    users: [
      {
        object: 'compliance.workspace.user',
        id: keep('users.id', 'user-inDirectory1'),
        email: knownEmail('users.email'),
        name: knownName('users.name'),
        role: keep('users.role', 'account-owner'),
        status: 'active',
        created_at: 1_790_000_000.5,
        nickname: word('users.nickname'),
        seat_type: keep('users.seat_type', 'usage_based'),
        profile: object('users.profile'),
        recovery_email: email('users.recovery_email'),
      },
    ],
    codex_tasks: [
      {
        id: keep('tasks.id', 'task_e_68d9c0a1'),
        created_at: DAY + 1.5,
        updated_at: DAY + 2.5,
        created_by_id: keep('tasks.created_by_id', 'user-madeTask1'),
        title: word('tasks.title'),
        denormalized_metadata: object('tasks.denormalized_metadata'),
        outcome: object('tasks.outcome'),
        goal: word('tasks.goal'),
        latest_turn_id: keep('tasks.latest_turn_id', 'turn_7e7e'),
      },
    ],
    codex_environments: [
      {
        id: keep('environments.id', 'env-77aa'),
        created_at: DAY + 1.5,
        creator_id: 'user-1',
        label: 'web',
        description: word('environments.description'),
        setup: [word('environments.setup[]')],
        repos: ['github:example/web'],
        repo_map: {
          'github-1': {
            url: keep('repo_map.*.url', 'https://github.com/example/planted'),
            branch: word('repo_map.*.branch'),
            commit: keep('repo_map.*.commit', '0a1b2c3'),
            note: word('repo_map.*.note'),
          },
          [word('repo_map: a name')]: object('repo_map.*'),
        },
        env_vars: { NODE_ENV: word('env_vars.*') },
        owner: object('environments.owner'),
        share_settings: { with: email('share_settings.with') },
      },
    ],
  };
}

function prefixes({ keep, word, object }: Garden): object[] {
  return [
    {
      ipv4Prefix: keep('prefix', '192.0.2.0/28'),
      comment: word('prefixes[].comment'),
      region: object('prefixes[].region'),
    },
  ];
}
