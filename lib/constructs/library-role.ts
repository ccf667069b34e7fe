import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { OneActorRole } from './one-actor-role.ts';

/** Files that a person deletes: of messages, and those of the business itself. */
export class LibraryRole extends OneActorRole {
  constructor(scope: Construct, { media }: { readonly media: Bucket }) {
    super(scope, 'LibraryRole', {
      // a function has a role of its own name
      name: 'file-deletion',
      description: 'Deletes files of messages and of the library of the business named by the session tag "tenant"',
      variable: 'libraryRole',
      media,
      deletes: ['media', 'library'],
    });
  }
}
