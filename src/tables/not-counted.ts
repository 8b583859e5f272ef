/**
 * What no source of upstream tells, in the words of the report, the dictionary and the documentation, so that nobody takes a figure for
 * all use. https://developers.openai.com/codex/enterprise/governance says what is exported.
 */
export const NOT_COUNTED =
  'Use of Codex with an API key, without a ChatGPT sign-in, is in none of these sources and in no figure here: what is counted is use by people signed in to the ChatGPT workspace.';
