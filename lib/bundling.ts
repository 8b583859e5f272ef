/**
 * How handlers are bundled, for the stack and for what measures bundles. Layers are found by `require` only, so the format is
 * CommonJS; the ES modules of a package can be shaken, its CommonJS cannot. Plain data: the CDK takes `cjs` by its own name.
 */
export const BUNDLING = {
  format: 'cjs',
  target: 'node24',
  minify: true,
  mainFields: ['module', 'main'],
  /**
   * The engine comes in a layer. The client of EC2 is larger than all else together and cannot be shaken: the watcher has it
   * beside its bundle (`EC2_BESIDE`), and loads it when there is a prefix list. Everything else, the AWS SDK too, is inside.
   */
  externalModules: ['@duckdb/node-api', '@aws-sdk/client-ec2'],
} as const;

/** Where the client of EC2 stands beside a bundle: where Node looks for it. */
export const EC2_BESIDE = 'node_modules/@aws-sdk/client-ec2/index.js';
