output "environment" {
  description = "Environment variables of the service."
  value = merge(
    {
      AWS_REGION                   = local.region
      FULLSTOP_SQS_URL             = aws_sqs_queue.logs.url
      FULLSTOP_SQS_DEAD_LETTER_URL = aws_sqs_queue.dead_letters.url
      FULLSTOP_SQS_REGION          = local.region
      FULLSTOP_S3_REGION           = local.region
      FULLSTOP_AWS_ROLE_NAME       = local.role_name
      FULLSTOP_AWS_ROLE_PATH       = local.role_path
    },
    var.external_id == "" ? {} : { FULLSTOP_AWS_EXTERNAL_ID = var.external_id },
    var.instance_data_bucket == null ? {} : { INSTANCE_LOGS_S3_BUCKET = var.instance_data_bucket },
  )
}

output "queue_arn" {
  description = "Queue of new log objects; the Lambda function's source."
  value       = aws_sqs_queue.logs.arn
}

output "dead_letter_queue_arn" {
  description = "Queue of messages that were given up."
  value       = aws_sqs_queue.dead_letters.arn
}

output "bucket_arn" {
  description = "Bucket of the log objects."
  value       = aws_s3_bucket.logs.arn
}

output "kms_key_arn" {
  description = "Key of the log objects."
  value       = aws_kms_key.logs.arn
}

output "service_role_arn" {
  description = "Role that the service runs as."
  value       = aws_iam_role.service.arn
  # Lambda refuses a role that may not read the queue yet.
  depends_on = [aws_iam_role_policy.service]
}

output "service_role_name" {
  description = "Name of that role, and of its instance profile for EC2."
  value       = aws_iam_role.service.name
}
