import { describeStore } from './describe-store.ts';
import { openFolderStore, openS3Store } from './stores.ts';

describeStore('folder', openFolderStore);
describeStore('S3', openS3Store);
