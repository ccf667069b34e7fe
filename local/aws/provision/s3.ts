import { CreateBucketCommand, HeadBucketCommand, type S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod';
import type { Provisioner, Provisioners } from '../../parts.ts';
import { type Policies, Policy } from '../gate/policy.ts';
import { nameFor } from './names.ts';

const BucketProperties = z.object({ BucketName: z.string().optional() });
const BucketPolicyProperties = z.object({ Bucket: z.string(), PolicyDocument: Policy });

export function s3Provisioners(s3: S3Client, policies: Policies, region: string): Provisioners {
  const bucket: Provisioner = async (resource) => {
    const name = BucketProperties.parse(resource.properties).BucketName ?? nameFor(resource, 63).toLowerCase();
    if (!(await exists(s3, name))) await s3.send(new CreateBucketCommand({ Bucket: name }));
    return {
      ref: name,
      attributes: {
        Arn: `arn:aws:s3:::${name}`,
        DomainName: `${name}.s3.amazonaws.com`,
        RegionalDomainName: `${name}.s3.${region}.amazonaws.com`,
        DualStackDomainName: `${name}.s3.dualstack.${region}.amazonaws.com`,
        WebsiteURL: `http://${name}.s3-website.${region}.amazonaws.com`,
      },
    };
  };
  const bucketPolicy: Provisioner = async (resource) => {
    const { Bucket, PolicyDocument } = BucketPolicyProperties.parse(resource.properties);
    policies.putResourcePolicy(`arn:aws:s3:::${Bucket}`, PolicyDocument);
    return { ref: Bucket, attributes: {} };
  };
  return { 'AWS::S3::Bucket': bucket, 'AWS::S3::BucketPolicy': bucketPolicy };
}

async function exists(s3: S3Client, name: string): Promise<boolean> {
  try {
    await s3.send(new HeadBucketCommand({ Bucket: name }));
    return true;
  } catch (error) {
    if (error instanceof Error && '$metadata' in error && error.name === 'NotFound') return false;
    throw error;
  }
}
