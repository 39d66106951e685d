export { awsError, type FakeAwsCall, fakeAwsClients } from './fake-aws-clients.js';
