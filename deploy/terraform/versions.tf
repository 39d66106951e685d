terraform {
  required_version = ">= 1.6"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.60, < 7.0"
    }
  }
}

data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}
data "aws_region" "current" {}

locals {
  account_id = data.aws_caller_identity.current.account_id
  partition  = data.aws_partition.current.partition
  region     = data.aws_region.current.name
  trail_arn  = coalesce(var.trail_arn, "arn:${local.partition}:cloudtrail:${local.region}:${local.account_id}:trail/${var.name}")
  # The organization's trail belongs to its management account, also when a delegated administrator made it.
  trail_account_id = split(":", local.trail_arn)[4]
  role_path        = var.account_role_path
  role_name        = var.account_role_name
}
