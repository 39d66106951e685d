// Written by `npx @fullstop/event-types @aws-sdk/client-iam CreateRole AttachRolePolicy`
// from @aws-sdk/client-iam 3.1169.0. Write it again rather than change it.

import type { ApiCall, JsonObject } from '@fullstop/core';

/** A call of `CreateRole`. */
export type CreateRoleEvent = ApiCall<'CreateRole', CreateRoleRequest, CreateRoleResponse>;

/** A call of `AttachRolePolicy`. */
export type AttachRolePolicyEvent = ApiCall<'AttachRolePolicy', AttachRolePolicyRequest, JsonObject>;

export type CreateRoleRequest = {
  roleName?: string | null;
  assumeRolePolicyDocument?: string | null;
  path?: string | null;
  description?: string | null;
  maxSessionDuration?: number | null;
  permissionsBoundary?: string | null;
  tags?: Tag[] | null;
};

export type Tag = {
  key?: string | null;
  value?: string | null;
};

export type CreateRoleResponse = {
  role?: Role | null;
};

export type Role = {
  path?: string | null;
  roleName?: string | null;
  roleId?: string | null;
  arn?: string | null;
  createDate?: number | string | null;
  assumeRolePolicyDocument?: string | null;
  description?: string | null;
  maxSessionDuration?: number | null;
  permissionsBoundary?: AttachedPermissionsBoundary | null;
  tags?: Tag[] | null;
  roleLastUsed?: RoleLastUsed | null;
  sourceRoleTemplate?: SourceRoleTemplate | null;
};

export type AttachedPermissionsBoundary = {
  permissionsBoundaryType?: string | null;
  permissionsBoundaryArn?: string | null;
};

export type RoleLastUsed = {
  lastUsedDate?: number | string | null;
  region?: string | null;
};

export type SourceRoleTemplate = {
  templateArn?: string | null;
  templateMinorVersion?: number | null;
};

export type AttachRolePolicyRequest = {
  roleName?: string | null;
  policyArn?: string | null;
};
