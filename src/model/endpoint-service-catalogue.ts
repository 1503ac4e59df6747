/**
 * The AWS services that have endpoints, as the PrivateLink guide lists them
 * (https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html), in the most compact form that
 * a person can still check against that page. `R` stands for the region. Nothing here computes; endpoint-service.ts reads it.
 */

/**
 * Services named `com.amazonaws.R.X` whose public name is `X.R.amazonaws.com`. A `+` says that there is an `X-fips` too,
 * whose public name is `X-fips.R.amazonaws.com`.
 */
export const regularServices = `
  access-analyzer+ account acm+ acm-pca+ apigateway app-integrations appconfig+ appconfigdata+ application-autoscaling
  application-signals applicationinsights appmesh appmesh-envoy-management apprunner apptest aps aps-workspaces
  arsenal-discovery athena auditmanager autoscaling+ autoscaling-plans awsconnector b2bi backup backup-gateway batch
  bcm-pricing-calculator bedrock bedrock-agent bedrock-agent-runtime bedrock-data-automation+ bedrock-data-automation-runtime+
  bedrock-runtime billing billingconductor braket cases cassandra+ ce cleanrooms+ cleanrooms-ml cloudcontrolapi+
  clouddirectory cloudformation+ cloudhsmv2 cloudtrail codebuild+ codecommit+ codedeploy+ codedeploy-commands-secure
  codeguru-profiler codeguru-reviewer codepipeline codewhisperer comprehend comprehendmedical compute-optimizer config+
  connect-campaigns controlcatalog controltower+ cost-optimization-hub data-servicediscovery+ databrew+ dataexchange datasync
  datazone+ detective+ devops-guru directconnect+ discovery dlm+ dms+ drs ds ds-data+ ebs+ ec2+ ec2messages ecs eks+
  eks-proxy elasticache+ elasticbeanstalk elasticbeanstalk-health elasticfilesystem+ elasticloadbalancing elasticmapreduce+
  email-smtp emr-containers emr-serverless entityresolution+ events+ evs+ finspace finspace-api fis+ fms+ forecast+
  forecastquery+ frauddetector fsx+ gamelift gameliftstreams git-codecommit+ glue grafana greengrass groundstation+ guardduty+
  guardduty-data+ healthlake highlander identitystore imagebuilder inspector-scan+ inspector2+ internetmonitor+ iotfleetwise
  iotroborunner kafka+ kendra kinesisanalytics+ kms+ lakeformation lambda launchwizard license-manager+
  license-manager-linux-subscriptions+ license-manager-user-subscriptions+ lightsail logs lookoutequipment lookoutvision m2
  macie2+ mail-manager+ managedblockchain-query mediaconnect mediaconvert+ medical-imaging memory-db mgn
  migrationhub-orchestrator migrationhub-strategy models-v2-lex monitoring mq+ neptune-graph+ neptune-graph-data
  network-firewall+ networkflowmonitor networkflowmonitorreports networkmanager networkmonitor notifications
  notifications-contacts oam observabilityadmin organizations+ osis outposts panorama pca-connector-ad pca-connector-scep pcs+
  personalize personalize-events personalize-runtime pi+ pinpoint pipes+ pipes-data polly+ profile proton q qapps ram+ rbin+
  rds+ rds-data redshift+ redshift-data+ redshift-serverless+ refactor-spaces rekognition+ repostspace resource-explorer-2+
  resource-groups+ rolesanywhere+ route53resolver rum rum-dataplane runtime-medical-imaging runtime-v2-lex s3-outposts s3tables
  sagemaker-data-science-assistant scheduler schemas scn secretsmanager securityhub+ securitylake+ serverlessrepo
  servicecatalog servicecatalog-appregistry servicediscovery+ servicequotas simspaceweaver snow-device-management sns
  social-messaging+ sqs+ ssm ssm-contacts ssm-incidents+ ssm-quicksetup ssm-sap+ ssmmessages states storagegateway
  streaming-rekognition+ sts+ swf+ sync-states synthetics+ tagging tax textract+ timestream-influxdb+ tnb transcribe
  transcribestreaming+ transfer transform transform-custom translate trustedadvisor verifiedpermissions+ voiceid vpc-lattice
  wafv2+ wellarchitected wisdom workmail workmailmessageflow workspaces workspaces-web+ xray
`;

/**
 * Services that are named otherwise, one on a line: the name, then its private DNS names, none where it has none.
 * A name without dots is short for `com.amazonaws.R.NAME`; so is one that begins with a dot, which a dotted name needs.
 */
export const irregularServices = `
  execute-api *.execute-api.R.amazonaws.com
  .apprunner.requests
  .appstream.api appstream2.R.amazonaws.com
  .appstream.streaming
  appsync-api *.appsync-api.R.amazonaws.com
  .codeartifact.api codeartifact.R.amazonaws.com
  .codeartifact.repositories *.d.codeartifact.R.amazonaws.com
  .codeconnections.api codeconnections.R.amazonaws.com
  .codestar-connections.api codestar-connections.R.amazonaws.com
  kinesis-firehose firehose.R.amazonaws.com
  .deadline.management management.deadline.R.amazonaws.com
  .deadline.scheduling scheduling.deadline.R.amazonaws.com
  dsql dsql.R.api.aws
  dynamodb
  dynamodb-fips
  dynamodb-streams streams.dynamodb.R.amazonaws.com
  .ecr.api api.ecr.R.amazonaws.com
  .ecr.dkr dkr.ecr.R.amazonaws.com *.dkr.ecr.R.amazonaws.com
  ecs-agent ecs-a.R.amazonaws.com
  ecs-telemetry ecs-t.R.amazonaws.com
  eks-auth eks-auth.R.api.aws
  .emr-serverless-services.livy *.livy.emr-serverless-services.R.amazonaws.com
  .emr-serverless.dashboard
  .emrwal.prod prod.emrwal.R.amazonaws.com
  .glue.dashboard dashboard.glue.R.amazonaws.com
  grafana-workspace *.grafana-workspace.R.amazonaws.com
  dicom-medical-imaging *.dicom-medical-imaging.R.amazonaws.com
  analytics-omics analytics.omics.R.amazonaws.com
  analytics-omics-fips analytics.omics-fips.R.amazonaws.com
  control-storage-omics control-storage.omics.R.amazonaws.com
  control-storage-omics-fips control-storage.omics-fips.R.amazonaws.com
  storage-omics storage.omics.R.amazonaws.com
  tags-omics tags.omics.R.amazonaws.com
  tags-omics-fips tags.omics-fips.R.amazonaws.com
  workflows-omics workflows.omics.R.amazonaws.com
  workflows-omics-fips workflows.omics-fips.R.amazonaws.com
  .geo.maps maps.geo.R.amazonaws.com
  .geo.places places.geo.R.amazonaws.com
  .geo.routes routes.geo.R.amazonaws.com
  .geo.geofencing geofencing.geo.R.amazonaws.com
  .geo.tracking tracking.geo.R.amazonaws.com
  .geo.metadata metadata.geo.R.amazonaws.com
  .iot.api iot.R.amazonaws.com
  .iot-fips.api iot-fips.R.amazonaws.com
  .iot.data
  .iot.credentials
  .iot.tunneling.api api.tunneling.iot.R.amazonaws.com
  .iot-fips.tunneling.api api.tunneling.iot-fips.R.amazonaws.com
  .iot.tunneling.data data.tunneling.iot.R.amazonaws.com
  .iot-fips.tunneling.data data.tunneling.iot-fips.R.amazonaws.com
  .deviceadvisor.iot deviceadvisor.iot.R.amazonaws.com
  .iotmanagedintegrations.api api.iotmanagedintegrations.R.amazonaws.com
  .iotmanagedintegrations-fips.api api.iotmanagedintegrations-fips.R.amazonaws.com
  .iotsitewise.api api.iotsitewise.R.amazonaws.com
  .iotsitewise.data data.iotsitewise.R.amazonaws.com
  .iottwinmaker.api api.iottwinmaker.R.amazonaws.com
  .iottwinmaker.data data.iottwinmaker.R.amazonaws.com
  .iotwireless.api api.iotwireless.R.amazonaws.com
  .lorawan.cups *.cups.lorawan.R.amazonaws.com
  .lorawan.lns *.lns.lorawan.R.amazonaws.com
  .ivs.contribute
  kinesis-streams kinesis.R.amazonaws.com
  kinesis-streams-fips kinesis-fips.R.amazonaws.com
  .mail-manager-smtp.auth.fips
  .mail-manager-smtp.open.fips
  .managedblockchain.bitcoin.mainnet mainnet.bitcoin.managedblockchain.R.amazonaws.com
  .managedblockchain.bitcoin.testnet testnet.bitcoin.managedblockchain.R.amazonaws.com
  metering-marketplace metering.marketplace.R.amazonaws.com
  .airflow.api api.airflow.R.amazonaws.com
  .airflow.api-fips api.airflow-fips.R.amazonaws.com
  .airflow.env env.airflow.R.amazonaws.com
  .airflow.env-fips env.airflow-fips.R.amazonaws.com
  .airflow.ops ops.airflow.R.amazonaws.com
  console R.console.aws.amazon.com
  signin R.signin.aws.amazon.com
  memorydb-fips memory-db-fips.R.amazonaws.com
  .payment-cryptography.controlplane controlplane.payment-cryptography.R.amazonaws.com
  .payment-cryptography.dataplane dataplane.payment-cryptography.R.amazonaws.com
  pinpoint-sms-voice-v2 sms-voice.R.amazonaws.com
  .pricing.api api.pricing.R.amazonaws.com
  .service.user-subscriptions service.user-subscriptions.R.amazonaws.com
  quicksight-website R.quicksight.aws.amazon.com
  s3 s3.R.amazonaws.com *.s3.R.amazonaws.com *.s3-accesspoint.R.amazonaws.com *.s3-control.R.amazonaws.com
  .sagemaker.api api.sagemaker.R.amazonaws.com
  .sagemaker.api-fips api-fips.sagemaker.R.amazonaws.com
  .sagemaker.featurestore-runtime featurestore-runtime.sagemaker.R.amazonaws.com
  .sagemaker.featurestore-runtime-fips featurestore-runtime-fips.sagemaker.R.amazonaws.com
  .sagemaker.metrics metrics.sagemaker.R.amazonaws.com
  .sagemaker.runtime runtime.sagemaker.R.amazonaws.com
  .sagemaker.runtime-fips runtime-fips.sagemaker.R.amazonaws.com
  .timestream.ingest-cell1 ingest-cell1.timestream.R.amazonaws.com
  .timestream.query-cell1 query-cell1.timestream.R.amazonaws.com
  .transfer.server *.server.transfer.R.amazonaws.com
  .thinclient.api api.thinclient.R.amazonaws.com
  api.aws.R.cassandra-streams cassandra-streams.R.api.aws
  aws.api.R.bcm-data-exports bcm-data-exports.R.api.aws
  aws.api.R.freetier freetier.R.api.aws
  aws.api.R.kendra-ranking kendra-ranking.R.api.aws
  aws.api.R.qbusiness qbusiness.R.api.aws
  aws.api.R.route53globalresolver route53globalresolver.R.api.aws
  aws.sagemaker.R.experiments *.experiments.R.sagemaker.aws
  aws.sagemaker.R.notebook *.notebook.R.sagemaker.aws
  aws.sagemaker.R.partner-app *.partner-app.R.sagemaker.aws
  aws.sagemaker.R.studio *.studio.R.sagemaker.aws
  com.amazonaws.cloudfront cloudfront.amazonaws.com
  com.amazonaws.iam iam.amazonaws.com
  com.amazonaws.route53 route53.amazonaws.com
  com.amazonaws.s3-global.accesspoint *.accesspoint.s3-global.amazonaws.com
  com.amazonaws.savingsplans savingsplans.amazonaws.com
`;

/** Services that have a gateway endpoint, and, but for that, an interface endpoint like the others. */
export const gatewayServices: readonly string[] = ['dynamodb', 's3'];

/**
 * Services, by the end of their name, that are not in every region, and the regions that have them. Inference from where
 * each API has its only address; AWS publishes no table. Services that are not here are taken to be everywhere.
 */
export const confinedServices: Readonly<Record<string, readonly string[]>> = {
  'arsenal-discovery': ['us-west-2'],
  'bcm-data-exports': ['us-east-1'],
  'bcm-pricing-calculator': ['us-east-1'],
  billing: ['us-east-1'],
  billingconductor: ['us-east-1'],
  ce: ['us-east-1'],
  cloudfront: ['us-east-1'],
  'cost-optimization-hub': ['us-east-1'],
  freetier: ['us-east-1'],
  iam: ['us-east-1'],
  iotfleetwise: ['us-east-1', 'eu-central-1'],
  iotroborunner: ['us-east-1', 'eu-central-1'],
  'managedblockchain-query': ['us-east-1'],
  'managedblockchain.bitcoin.mainnet': ['us-east-1'],
  'managedblockchain.bitcoin.testnet': ['us-east-1'],
  organizations: ['us-east-1'],
  'organizations-fips': ['us-east-1'],
  'pricing.api': ['us-east-1', 'ap-south-1', 'eu-central-1'],
  route53: ['us-east-1'],
  route53globalresolver: ['us-east-2'],
  savingsplans: ['us-east-1'],
  tax: ['us-east-1'],
  trustedadvisor: ['us-east-1'],
};

/**
 * Services, by the end of their name, that endpoints in other regions can be for
 * (https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-cross-region-privatelink-support.html).
 */
export const servicesAcrossRegions: readonly string[] = [
  'ecr.api',
  'ecr.dkr',
  'ecs',
  'iam',
  'kinesis-firehose',
  'kinesisanalytics',
  'kinesisanalytics-fips',
  'kms',
  'kms-fips',
  'lambda',
  'route53',
  's3',
];

/** FIPS endpoints are in the regions of the United States and Canada, as https://aws.amazon.com/compliance/fips/ lists them. */
export const fipsRegions: readonly string[] = [
  'us-east-1',
  'us-east-2',
  'us-west-1',
  'us-west-2',
  'ca-central-1',
  'ca-west-1',
];

/** FIPS services that are in every region. */
export const fipsEverywhere: readonly string[] = ['kms-fips'];

/** Services that take no endpoint policy: inference from what they carry, which no IAM action describes. */
export const servicesWithoutPolicy: readonly string[] = [
  'appmesh-envoy-management',
  'apprunner.requests',
  'appstream.streaming',
  'awsconnector',
  'codepipeline',
  'elasticbeanstalk-health',
  'email-smtp',
  'highlander',
  'iot.credentials',
  'iot.data',
  'ivs.contribute',
  'lorawan.cups',
  'lorawan.lns',
  'mail-manager-smtp.auth.fips',
  'mail-manager-smtp.open.fips',
  'managedblockchain.bitcoin.mainnet',
  'managedblockchain.bitcoin.testnet',
  'transfer.server',
];
