variable "name" {
  description = "Name of everything that is made here."
  type        = string
  default     = "fullstop"

  validation {
    condition     = can(regex("^[A-Za-z][A-Za-z0-9-]{0,49}$", var.name))
    error_message = "Begins with a letter; letters, digits and hyphens, 50 at most: names of queues, roles and the StackSet are made of it."
  }
}

variable "bucket_name" {
  description = "Name of the bucket for CloudTrail's log objects."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", var.bucket_name))
    error_message = "Must be a name that S3 takes: 3 to 63 small letters, digits, dots and hyphens."
  }
}

variable "organization_id" {
  description = "Id of the AWS organization (o-…), for a trail of all its accounts; null for a trail of this account."
  type        = string
  default     = null

  validation {
    condition     = var.organization_id == null || can(regex("^o-[a-z0-9]{10,32}$", var.organization_id))
    error_message = "Must look like o-0123456789."
  }
}

variable "create_trail" {
  description = "Whether the trail is made, too. Set it to false when another module makes it and names the bucket."
  type        = bool
  default     = true
}

variable "trail_arn" {
  description = "ARN of the trail that may write. For one that another module makes, and for an organization's trail that is made by a delegated administrator: it belongs to the management account. Null: a trail `name` of this account and region."
  type        = string
  default     = null

  validation {
    condition     = var.trail_arn == null || can(regex("^arn:[a-z-]+:cloudtrail:[a-z0-9-]+:[0-9]{12}:trail/.+$", var.trail_arn))
    error_message = "Must look like arn:aws:cloudtrail:<region>:<account>:trail/<name>."
  }
}

variable "log_retention_days" {
  description = "How long log objects are kept, in days."
  type        = number
  default     = 365

  validation {
    condition     = var.log_retention_days >= 1 && floor(var.log_retention_days) == var.log_retention_days
    error_message = "Must be a whole number of days, 1 at least."
  }
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
    condition     = var.max_receive_count > 10 && var.max_receive_count <= 1000
    error_message = "Must be above FULLSTOP_SQS_MAX_RECEIVE_COUNT, which is 10 by default, and 1000 at most."
  }
}

variable "visibility_timeout_seconds" {
  description = "How long a received message is hidden. The service says it with every receive; a Lambda source mapping needs six times the function's time-out."
  type        = number
  default     = 1800

  validation {
    condition     = var.visibility_timeout_seconds >= 60 && var.visibility_timeout_seconds <= 43200
    error_message = "Must be 60 seconds to 12 hours."
  }
}

variable "account_role_name" {
  description = "Role that the service assumes in every account (FULLSTOP_AWS_ROLE_NAME)."
  type        = string
  default     = "fullstop"

  validation {
    condition     = can(regex("^[A-Za-z0-9_+=,.@-]{1,64}$", var.account_role_name))
    error_message = "Must be a name that IAM takes."
  }
}

variable "account_role_path" {
  description = "Path of that role (FULLSTOP_AWS_ROLE_PATH)."
  type        = string
  default     = "/"

  validation {
    condition     = can(regex("^/([!-~]+/)?$", var.account_role_path))
    error_message = "Must be / or begin and end with it."
  }
}

variable "external_id" {
  description = "External id that the role in every account asks for (FULLSTOP_AWS_EXTERNAL_ID); empty for none."
  type        = string
  default     = ""

  validation {
    condition     = var.external_id == "" || (can(regex("^[A-Za-z0-9_+=,.@:/-]{2,}$", var.external_id)) && length(var.external_id) <= 1224)
    error_message = "STS takes 2 to 1224 letters, digits and _+=,.@:/-."
  }
}

variable "organizational_unit_ids" {
  description = "Organizational units (or the root, r-…) whose accounts get the role by a StackSet; empty makes no StackSet."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for id in var.organizational_unit_ids : can(regex("^(r-[a-z0-9]{4,32}|ou-[a-z0-9]{4,32}-[a-z0-9]{8,32})$", id))])
    error_message = "Must look like r-abcd or ou-abcd-01234567."
  }
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

  validation {
    condition     = alltrue([for service in var.trusted_services : can(regex("^(ecs-tasks|ec2|lambda)\\.amazonaws\\.com(\\.cn)?$", service))])
    error_message = "Only ecs-tasks, ec2 and lambda; for pods of EKS set oidc_provider_arn."
  }
}

variable "oidc_provider_arn" {
  description = "OIDC provider of an EKS cluster that runs the service; null for none."
  type        = string
  default     = null

  validation {
    condition     = var.oidc_provider_arn == null || can(regex(":oidc-provider/.+", var.oidc_provider_arn))
    error_message = "Must be the ARN of a provider: arn:aws:iam::<account>:oidc-provider/<issuer without https://>."
  }
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

variable "secrets_kms_key_arn" {
  description = "Key that aws:kms: values of the service's environment are encrypted with, such as DATABASE_PASSWORD; null for none."
  type        = string
  default     = null
}

variable "alarm_actions" {
  description = "What the alarms of the queues call, such as the ARN of an SNS topic."
  type        = list(string)
  default     = []
}

variable "oldest_message_alarm_seconds" {
  description = "How long a log object may wait before there is an alarm, in seconds."
  type        = number
  default     = 3600
}
