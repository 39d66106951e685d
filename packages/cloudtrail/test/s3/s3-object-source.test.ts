import { describeS3SourceContract } from './s3-object-source-contract.js';

describeS3SourceContract('lean');
describeS3SourceContract('sdk');
