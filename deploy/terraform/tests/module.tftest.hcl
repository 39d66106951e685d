# Plans the module as it is used, with made-up accounts: `terraform init && terraform test`. It asks AWS for nothing.
provider "aws" {
  region                      = "eu-central-1"
  access_key                  = "none"
  secret_key                  = "none"
  skip_credentials_validation = true
  skip_requesting_account_id  = true
  skip_metadata_api_check     = true
}

override_data {
  target = data.aws_caller_identity.current
  values = { account_id = "111122223333" }
}

# What AWS would choose.
override_resource {
  target          = aws_s3_bucket.logs
  values          = { arn = "arn:aws:s3:::acme-cloudtrail" }
  override_during = plan
}
override_resource {
  target          = aws_sqs_queue.logs
  values          = { arn = "arn:aws:sqs:eu-central-1:111122223333:fullstop" }
  override_during = plan
}
override_resource {
  target          = aws_sqs_queue.dead_letters
  values          = { arn = "arn:aws:sqs:eu-central-1:111122223333:fullstop-dead-letters" }
  override_during = plan
}
override_resource {
  target          = aws_kms_key.logs
  values          = { arn = "arn:aws:kms:eu-central-1:111122223333:key/0" }
  override_during = plan
}
override_resource {
  target          = aws_iam_role.service
  values          = { arn = "arn:aws:iam::111122223333:role/fullstop-service" }
  override_during = plan
}

variables {
  bucket_name = "acme-cloudtrail"
}

run "one_account" {
  command = plan

  assert {
    condition     = length(aws_cloudtrail.this) == 1 && length(aws_cloudformation_stack_set.account_role) == 0
    error_message = "A trail of this account, and no StackSet."
  }
  assert {
    condition = flatten([for statement in data.aws_iam_policy_document.bucket.statement :
    [for resource in statement.resources : resource] if statement.sid == "CloudTrailWrites"]) == ["arn:aws:s3:::acme-cloudtrail/AWSLogs/111122223333/*"]
    error_message = "CloudTrail writes below the number of this account only."
  }
  assert {
    condition     = one(data.aws_iam_policy_document.queue.statement[0].principals).identifiers == toset(["s3.amazonaws.com"])
    error_message = "S3 sends to the queue."
  }
}

run "an_organization" {
  command = plan
  variables {
    organization_id         = "o-0123456789"
    organizational_unit_ids = ["r-abcd"]
    external_id             = "acme:fullstop"
    trail_arn               = "arn:aws:cloudtrail:eu-central-1:999988887777:trail/fullstop"
  }

  assert {
    condition = flatten([for statement in concat(data.aws_iam_policy_document.bucket.statement, data.aws_iam_policy_document.key.statement) :
      [for condition in statement.condition : condition.values if condition.variable == "aws:SourceArn"]]) == [
      for _ in range(3) : "arn:aws:cloudtrail:eu-central-1:999988887777:trail/fullstop"
    ]
    error_message = "The trail of the management account may write."
  }
  assert {
    condition = toset(flatten([for statement in data.aws_iam_policy_document.bucket.statement :
      [for resource in statement.resources : resource] if statement.sid == "CloudTrailWrites"])) == toset([
      "arn:aws:s3:::acme-cloudtrail/AWSLogs/999988887777/*", "arn:aws:s3:::acme-cloudtrail/AWSLogs/o-0123456789/*"
    ])
    error_message = "It writes below the numbers of the management account and of the organization."
  }
  assert {
    condition = aws_cloudformation_stack_set.account_role[0].parameters == tomap({
      RoleName       = "fullstop"
      RolePath       = "/"
      ServiceRoleArn = "arn:aws:iam::111122223333:role/fullstop-service"
      ExternalId     = "acme:fullstop"
    })
    error_message = "The role in every account trusts the service's role, by the external id."
  }
  assert {
    condition     = output.environment.FULLSTOP_AWS_EXTERNAL_ID == "acme:fullstop"
    error_message = "The service knows the external id."
  }
}

run "through_sns" {
  command = plan
  variables {
    notify_through_sns = true
  }
  override_resource {
    target          = aws_sns_topic.logs
    values          = { arn = "arn:aws:sns:eu-central-1:111122223333:fullstop" }
    override_during = plan
  }

  assert {
    condition     = one(data.aws_iam_policy_document.queue.statement[0].principals).identifiers == toset(["sns.amazonaws.com"])
    error_message = "SNS sends to the queue, and S3 does not."
  }
  assert {
    condition     = length(aws_s3_bucket_notification.logs.topic) == 1 && length(aws_s3_bucket_notification.logs.queue) == 0
    error_message = "S3 announces to the topic."
  }
}

run "nobody_to_run_it" {
  command = plan
  variables {
    trusted_services = []
  }
  expect_failures = [aws_iam_role.service]
}

run "wrong_values" {
  command = plan
  variables {
    bucket_name                = "Acme"
    organization_id            = "acme"
    max_receive_count          = 10
    visibility_timeout_seconds = 30
    account_role_path          = "fullstop"
    external_id                = "a b"
    organizational_unit_ids    = ["root"]
    trusted_services           = ["pods.eks.amazonaws.com"]
    trail_arn                  = "fullstop"
  }
  expect_failures = [
    var.bucket_name, var.organization_id, var.max_receive_count, var.visibility_timeout_seconds, var.account_role_path,
    var.external_id, var.organizational_unit_ids, var.trusted_services, var.trail_arn,
  ]
}
