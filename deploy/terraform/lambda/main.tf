# Reading as a Lambda function, beside deploy/terraform. API, jobs and the sweeps of rules are no part of it: run one small
# container with FULLSTOP_PARTS=api,jobs beside it.
terraform {
  required_version = ">= 1.6"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.60, < 7.0"
    }
  }
}

variable "name" {
  description = "Name of the function."
  type        = string
  default     = "fullstop-ingest"
}

variable "package_file" {
  description = "The zip that deploy/lambda/README.md makes."
  type        = string
}

variable "role_arn" {
  description = "Role of the function: `service_role_arn` of the module, with lambda.amazonaws.com among its `trusted_services`."
  type        = string
}

variable "role_name" {
  description = "Name of that role."
  type        = string
}

variable "queue_arn" {
  description = "`queue_arn` of the module."
  type        = string
}

variable "environment" {
  description = "`environment` of the module, and DATABASE_URL; a DATABASE_PASSWORD as aws:kms:<base64>. Without AWS_REGION, which Lambda sets."
  type        = map(string)
}

variable "subnet_ids" {
  description = "Subnets from which database, SQS, S3 and STS can be reached."
  type        = list(string)
}

variable "security_group_ids" {
  description = "Security groups of the function; they need no ingress, and egress to 443 and to the database."
  type        = list(string)
}

variable "runtime" {
  description = "Node that runs the function. nodejs24.x needs version 6.21 of the AWS provider."
  type        = string
  default     = "nodejs22.x"

  validation {
    condition     = contains(["nodejs22.x", "nodejs24.x"], var.runtime)
    error_message = "Must be nodejs22.x or nodejs24.x."
  }
}

variable "log_retention_days" {
  description = "How long the function's log is kept, in days."
  type        = number
  default     = 30
}

variable "timeout_seconds" {
  description = "Longest time of a call. A sixth of the queue's visibility time-out at most."
  type        = number
  default     = 300

  validation {
    condition     = var.timeout_seconds >= 30 && var.timeout_seconds <= 900
    error_message = "Must be 30 to 900 seconds, which is the longest that Lambda allows."
  }
}

variable "maximum_concurrency" {
  description = "Calls at the same time; each holds up to ten connections to the database."
  type        = number
  default     = 5

  validation {
    condition     = var.maximum_concurrency >= 2 && var.maximum_concurrency <= 1000
    error_message = "Must be 2 to 1000: a source mapping takes no less."
  }
}

# Made here, because Lambda's own would be kept for ever.
resource "aws_cloudwatch_log_group" "ingest" {
  name              = "/aws/lambda/${var.name}"
  retention_in_days = var.log_retention_days
}

resource "aws_lambda_function" "ingest" {
  function_name    = var.name
  role             = var.role_arn
  filename         = var.package_file
  source_code_hash = filebase64sha256(var.package_file)
  handler          = "index.handler"
  runtime          = var.runtime
  architectures    = ["arm64"]
  memory_size      = 1024
  timeout          = var.timeout_seconds

  environment {
    # Lambda sets AWS_REGION itself and refuses it here.
    variables = { for name, value in var.environment : name => value if name != "AWS_REGION" }
  }

  vpc_config {
    subnet_ids         = var.subnet_ids
    security_group_ids = var.security_group_ids
  }

  # Lambda refuses a role that may not make network interfaces yet.
  depends_on = [aws_cloudwatch_log_group.ingest, aws_iam_role_policy_attachment.vpc]
}

# Messages that are done are not reported, the others come again.
resource "aws_lambda_event_source_mapping" "queue" {
  event_source_arn        = var.queue_arn
  function_name           = aws_lambda_function.ingest.arn
  batch_size              = 10
  function_response_types = ["ReportBatchItemFailures"]
  scaling_config {
    maximum_concurrency = var.maximum_concurrency
  }
}

# Called without messages, the function tries pending checks again.
resource "aws_cloudwatch_event_rule" "retries" {
  name                = "${var.name}-retries"
  schedule_expression = "rate(1 minute)"
}

resource "aws_cloudwatch_event_target" "retries" {
  rule = aws_cloudwatch_event_rule.retries.name
  arn  = aws_lambda_function.ingest.arn
}

resource "aws_lambda_permission" "retries" {
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.ingest.function_name
  principal     = "events.amazonaws.com"
  source_arn    = aws_cloudwatch_event_rule.retries.arn
}

# The next minute's call does what one that failed did not.
resource "aws_lambda_function_event_invoke_config" "retries" {
  function_name                = aws_lambda_function.ingest.function_name
  maximum_retry_attempts       = 0
  maximum_event_age_in_seconds = 60
}

data "aws_partition" "current" {}

# Logs, and network interfaces in the VPC.
resource "aws_iam_role_policy_attachment" "vpc" {
  role       = var.role_name
  policy_arn = "arn:${data.aws_partition.current.partition}:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"
}
