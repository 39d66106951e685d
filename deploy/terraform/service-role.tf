# The role that the service runs as: it reads the queue and the logs, and enters the accounts.
data "aws_iam_policy_document" "service_trust" {
  dynamic "statement" {
    for_each = length(var.trusted_services) > 0 ? [var.trusted_services] : []
    content {
      actions = ["sts:AssumeRole"]
      principals {
        type        = "Service"
        identifiers = statement.value
      }
    }
  }

  dynamic "statement" {
    for_each = var.oidc_provider_arn == null ? [] : [var.oidc_provider_arn]
    content {
      actions = ["sts:AssumeRoleWithWebIdentity"]
      principals {
        type        = "Federated"
        identifiers = [statement.value]
      }
      condition {
        test     = "StringEquals"
        variable = "${replace(statement.value, "/^.*oidc-provider\\//", "")}:sub"
        values   = [var.oidc_subject]
      }
      condition {
        test     = "StringEquals"
        variable = "${replace(statement.value, "/^.*oidc-provider\\//", "")}:aud"
        values   = ["sts.amazonaws.com"]
      }
    }
  }
}

resource "aws_iam_role" "service" {
  name               = "${var.name}-service"
  assume_role_policy = data.aws_iam_policy_document.service_trust.json

  lifecycle {
    precondition {
      condition     = length(var.trusted_services) > 0 || var.oidc_provider_arn != null
      error_message = "Nobody could run as the service's role: set trusted_services or oidc_provider_arn."
    }
  }
}

# Machines of EC2 take a role only by way of a profile.
resource "aws_iam_instance_profile" "service" {
  count = anytrue([for service in var.trusted_services : startswith(service, "ec2.")]) ? 1 : 0
  name  = aws_iam_role.service.name
  role  = aws_iam_role.service.name
}

data "aws_iam_policy_document" "service" {
  statement {
    sid = "ReadQueue"
    actions = [
      "sqs:ReceiveMessage",
      "sqs:DeleteMessage",
      "sqs:ChangeMessageVisibility",
      "sqs:GetQueueAttributes",
      # Poison goes to the dead letters, `dlq redrive` and `replay --enqueue` send to the queue.
      "sqs:SendMessage",
    ]
    resources = [aws_sqs_queue.logs.arn, aws_sqs_queue.dead_letters.arn]
  }

  statement {
    sid       = "ReadLogs"
    actions   = ["s3:GetObject"]
    resources = ["${aws_s3_bucket.logs.arn}/*"]
  }

  statement {
    sid       = "ListLogs"
    actions   = ["s3:ListBucket"]
    resources = [aws_s3_bucket.logs.arn]
  }

  statement {
    sid       = "DecryptLogs"
    actions   = ["kms:Decrypt"]
    resources = [aws_kms_key.logs.arn]
  }

  dynamic "statement" {
    for_each = var.secrets_kms_key_arn == null ? [] : [var.secrets_kms_key_arn]
    content {
      sid       = "DecryptSecrets"
      actions   = ["kms:Decrypt"]
      resources = [statement.value]
    }
  }

  statement {
    sid       = "EnterAccounts"
    actions   = ["sts:AssumeRole"]
    resources = ["arn:${local.partition}:iam::*:role${local.role_path}${local.role_name}"]
  }

  dynamic "statement" {
    for_each = var.instance_data_bucket == null ? [] : [var.instance_data_bucket]
    content {
      sid       = "KeepInstanceData"
      actions   = ["s3:GetObject", "s3:PutObject"]
      resources = ["arn:${local.partition}:s3:::${statement.value}/*"]
    }
  }

  dynamic "statement" {
    for_each = var.policy_template_bucket == null ? [] : [var.policy_template_bucket]
    content {
      sid       = "ReadTemplates"
      actions   = ["s3:GetObject"]
      resources = ["arn:${local.partition}:s3:::${statement.value}/*"]
    }
  }

  dynamic "statement" {
    for_each = length(compact([var.instance_data_bucket, var.policy_template_bucket])) == 0 ? [] : [1]
    content {
      sid     = "ListOtherBuckets"
      actions = ["s3:ListBucket"]
      resources = [
        for bucket in distinct(compact([var.instance_data_bucket, var.policy_template_bucket])) :
        "arn:${local.partition}:s3:::${bucket}"
      ]
    }
  }
}

resource "aws_iam_role_policy" "service" {
  name   = "service"
  role   = aws_iam_role.service.id
  policy = data.aws_iam_policy_document.service.json
}
