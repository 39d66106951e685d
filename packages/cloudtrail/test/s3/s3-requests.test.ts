import { describeS3RequestsContract } from './s3-requests-contract.js';

describeS3RequestsContract('lean');
describeS3RequestsContract('sdk');
