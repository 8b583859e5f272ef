import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';

export interface DuckDbLayerProps {
  /** Folder `fetchLayer` made. */
  readonly folder: string;
  readonly architecture: 'arm64' | 'x86_64';
}

/** The engine, once for all functions: it is too large to be bundled with each. */
export class DuckDbLayer extends lambda.LayerVersion {
  constructor(scope: Construct, id: string, { folder, architecture }: DuckDbLayerProps) {
    super(scope, id, {
      description: 'DuckDB for Node',
      code: lambda.Code.fromAsset(folder),
      compatibleRuntimes: [lambda.Runtime.NODEJS_24_X],
      compatibleArchitectures: [
        architecture === 'arm64' ? lambda.Architecture.ARM_64 : lambda.Architecture.X86_64,
      ],
    });
  }
}
