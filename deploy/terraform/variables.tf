variable "name" {
  description = "Name of everything that is made here."
  type        = string
  default     = "fullstop"
}

variable "bucket_name" {
  description = "Name of the bucket for CloudTrail's log objects."
  type        = string
}

variable "organization_id" {
  description = "Id of the AWS organization (o-…), for a trail of all its accounts; null for a trail of this account."
  type        = string
  default     = null
}

variable "create_trail" {
  description = "Whether the trail is made, too. Set it to false when another module makes it and names the bucket."
  type        = bool
  default     = true
}

variable "log_retention_days" {
  description = "How long log objects are kept, in days."
  type        = number
  default     = 365
}

variable "notify_through_sns" {
  description = "Whether new objects are announced on an SNS topic that the queue is subscribed to, so that others can listen, too."
  type        = bool
  default     = false
}

variable "max_receive_count" {
  description = "Receives after which SQS gives a message up by itself. Above FULLSTOP_SQS_MAX_RECEIVE_COUNT (10): the service says why, SQS does not."
  type        = number
  default     = 20

  validation {
    condition     = var.max_receive_count > 10
    error_message = "Must be above FULLSTOP_SQS_MAX_RECEIVE_COUNT, which is 10 by default."
  }
}

variable "visibility_timeout_seconds" {
  description = "How long a received message is hidden. The service says it with every receive; a Lambda source mapping needs six times the function's time-out."
  type        = number
  default     = 1800
}

variable "account_role_name" {
  description = "Role that the service assumes in every account (FULLSTOP_AWS_ROLE_NAME)."
  type        = string
  default     = "fullstop"
}

variable "account_role_path" {
  description = "Path of that role (FULLSTOP_AWS_ROLE_PATH)."
  type        = string
  default     = "/"
}

variable "external_id" {
  description = "External id that the role in every account asks for (FULLSTOP_AWS_EXTERNAL_ID); empty for none."
  type        = string
  default     = ""
}

variable "organizational_unit_ids" {
  description = "Organizational units (or the root, r-…) whose accounts get the role by a StackSet; empty makes no StackSet."
  type        = list(string)
  default     = []
}

variable "stack_set_as_delegated_admin" {
  description = "Whether this account is a delegated administrator for StackSets, and not the management account."
  type        = bool
  default     = true
}

variable "trusted_services" {
  description = "AWS services whose tasks run the service: ecs-tasks.amazonaws.com, ec2.amazonaws.com, lambda.amazonaws.com."
  type        = list(string)
  default     = ["ecs-tasks.amazonaws.com"]
}

variable "oidc_provider_arn" {
  description = "OIDC provider of an EKS cluster that runs the service; null for none."
  type        = string
  default     = null
}

variable "oidc_subject" {
  description = "Service account in that cluster."
  type        = string
  default     = "system:serviceaccount:fullstop:fullstop"
}

variable "instance_data_bucket" {
  description = "Bucket for instance logs, Taupage YAML and snapshots of security groups (INSTANCE_LOGS_S3_BUCKET); null for none."
  type        = string
  default     = null
}

variable "policy_template_bucket" {
  description = "Bucket with policy templates (FULLSTOP_UNAPPROVED_SERVICES_AND_ROLE_BUCKET_NAME); null for none."
  type        = string
  default     = null
}
