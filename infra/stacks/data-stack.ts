import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  AttributeType,
  BillingMode,
  StreamViewType,
  Table,
  TableEncryption,
  type TableProps,
} from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import { DUE_INDEX } from '../../shared/store/index.ts';

const KEPT: TableProps = {
  partitionKey: { name: 'PK', type: AttributeType.STRING },
  sortKey: { name: 'SK', type: AttributeType.STRING },
  billingMode: BillingMode.PAY_PER_REQUEST,
  timeToLiveAttribute: 'expiresAt',
  encryption: TableEncryption.AWS_MANAGED,
  pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
  deletionProtection: true,
  removalPolicy: RemovalPolicy.RETAIN,
};

/** The table, whose stream starts every recomputation, and that of the webhooks. Keys, items and the index of due times are described in `shared/store`. */
export class DataStack extends Stack {
  readonly table: Table;
  /** without a stream: what webhooks sign with is in it, and nobody else's feed may show that */
  readonly webhookTable: Table;

  constructor(scope: Construct, id: string) {
    super(scope, id, {
      description: 'Ballast: the tables of portfolios, ledgers, markets and snapshots, and of webhooks',
    });
    this.table = new Table(this, 'Table', { ...KEPT, stream: StreamViewType.NEW_AND_OLD_IMAGES });
    this.table.addGlobalSecondaryIndex({
      indexName: DUE_INDEX.indexName,
      partitionKey: { name: DUE_INDEX.partitionKey, type: AttributeType.STRING },
      sortKey: { name: DUE_INDEX.sortKey, type: AttributeType.STRING },
    });
    this.webhookTable = new Table(this, 'Webhooks', KEPT);
  }
}
