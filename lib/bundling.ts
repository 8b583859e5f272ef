/**
 * How handlers are bundled, for the stack and for what measures bundles. Layers are found by `require` only, so the format is
 * CommonJS; the ES modules of a package can be shaken, its CommonJS cannot. Plain data: the CDK takes `cjs` by its own name.
 */
export const BUNDLING = {
  format: 'cjs',
  target: 'node24',
  minify: true,
  mainFields: ['module', 'main'],
  /** The engine comes in a layer; everything else, the AWS SDK too, is inside. */
  externalModules: ['@duckdb/node-api'],
} as const;
