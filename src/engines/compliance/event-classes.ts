/**
 * Which class of the vocabulary an event type of ours belongs to: category, verb, kind of target. One row a type, as
 * resources/docs/compliance-vocabulary.md shows them.
 *
 * Pure data. A fourth cell is the vocabulary's event type, where checks ask for one. Types that stand in no table are
 * unclassified, and counted: no guess is made of them.
 */

export interface EventClass {
  category: string;
  action: string;
  target?: string;
  eventType?: string;
}

/** Windows event logs, by the types of field-mapping-windows.md. */
const WINDOWS = `
user_login | authentication | login | session
user_login_failed | authentication | login | session
user_logout | authentication | logout | session
user_locked_out | authentication | lockout | account
user_unlocked | authentication | unlock | account
remote_desktop_authenticated | authentication | login | session
remote_desktop_login_failed | authentication | login | session
remote_desktop_denied | authentication | login | session
winrm_authenticated | authentication | login | session
user_login_explicit | privilege | elevate | account
privileged_service_called | privilege | execute | securityControl
user_created | account | create | account
user_enabled | account | enable | account
user_disabled | account | disable | account
user_deleted | account | delete | account
user_changed | account | modify | account
user_renamed | account | modify | account
user_password_change | account | modify | credential
user_password_reset | account | modify | credential
dsrm_password_set | account | modify | credential
computer_account_created | account | create | device
computer_account_changed | account | modify | device
computer_account_deleted | account | delete | device
group_created | account | create | group
group_changed | account | modify | group
group_deleted | account | delete | group
group_member_added | privilege | grant | group
group_member_removed | privilege | revoke | group
user_right_assigned | privilege | grant | permission
user_right_removed | privilege | revoke | permission
system_access_granted | privilege | grant | permission
system_access_removed | privilege | revoke | permission
sid_history_added | privilege | grant | permission
object_permissions_changed | authorization | modify | permission
log_cleared | audit | clear | log
log_archived | audit | backup | log
log_full | audit | alert | logService
log_event_unreadable | audit | fail | log
audit_events_dropped | audit | fail | log
log_service_started | audit | start | logService
log_service_stopped | audit | stop | logService
audit_policy_changed | audit | modify | logPolicy
object_audit_changed | audit | modify | logPolicy
sysmon_config_changed | audit | modify | logPolicy
sysmon_error | audit | fail | logService
system_time_changed | time | adjust | clock
system_started | system | start | system
system_stopped | system | stop | system
system_shutdown_requested | system | stop | system
system_crashed | system | fail | system
software_installed | system | install | program
software_removed | system | delete | program
service_installed | system | create | systemObject
scheduled_task_created | system | create | systemObject
scheduled_task_deleted | system | delete | systemObject
scheduled_task_changed | configuration | modify | systemObject
scheduled_task_enabled | configuration | enable | systemObject
scheduled_task_disabled | configuration | disable | systemObject
service_start_type_changed | configuration | modify | systemObject
registry_value_set | configuration | modify | systemObject
domain_policy_changed | configuration | modify | policy
kerberos_policy_changed | configuration | modify | policy
domain_trust_created | configuration | create | policy
domain_trust_removed | configuration | delete | policy
domain_trust_changed | configuration | modify | policy
directory_object_created | configuration | create | systemObject
directory_object_changed | configuration | modify | systemObject
directory_object_deleted | configuration | delete | systemObject
firewall_rule_added | configuration | create | securityControl
firewall_rule_changed | configuration | modify | securityControl
firewall_rule_deleted | security | delete | securityControl
firewall_rules_deleted | security | delete | securityControl
firewall_stopped | security | stop | securityControl
firewall_started | security | start | securityControl
malware_protection_disabled | security | disable | securityControl
malware_scan_disabled | security | disable | securityControl
malware_protection_changed | security | modify | securityControl
malware_protection_failed | security | fail | securityControl
malware_definitions_failed | security | fail | securityControl
malware_protection_enabled | security | enable | securityControl
malware_detected | security | detect | file | security.malware
malware_suspicious_behavior | security | detect | file | security.malware
malware_action_taken | security | contain | file | security.malware
replay_attack_detected | security | detect | account | security.intrusion
process_tampered | security | detect | file | security.integrity
process_created | process | execute | program
application_allowed | process | execute | program
application_blocked | process | execute | program
powershell_script_block | process | execute | program
powershell_command | process | execute | program
object_accessed | access | read | file
object_deleted | access | delete | file
object_handle_requested | access | request | file
share_accessed | access | read | file
directory_object_accessed | access | read | systemObject
external_device_found | system | connect | removableMedia
device_install_blocked | system | deny | removableMedia
private_key_accessed | crypto | read | key
key_file_operation | crypto | read | key
key_migration | crypto | export | key
cryptographic_operation | crypto | read | key
data_protection_key_backup | crypto | export | key
network_connection_allowed | network | allow | network
network_connection_blocked | network | deny | network
network_packet_blocked | network | deny | network
database_audit | data | query | dataset
`;

/** Lines of Linux, of network devices and of web servers, by the types of field-mapping-lines.md. */
const LINES = `
user_authentication | authentication | login | session
session_closed | authentication | logout | session
user_switched | privilege | elevate | account
group_created | account | create | group
group_deleted | account | delete | group
password_changed | account | modify | credential
service_failed | system | fail | system
audit_config_changed | audit | modify | logPolicy
access_denied | authorization | read | file
command_executed | process | execute | program
process_arguments | process | execute | program
system_call | process | execute | program
scheduled_task_run | process | execute | program
network_connection | network | connect | network
network_allowed | network | allow | network
network_blocked | network | deny | network
dns_query | network | query | domain
http_request | network | request | url
network_alert | security | detect | network | security.intrusion
threat_detected | security | detect | network | security.intrusion
network_notice | security | alert | network
database_query | data | query | dataset
configuration_changed | configuration | modify | configuration
file_upload | access | create | file
file_download | access | read | file
`;

/** Our own shape, beside the dotted names: what applications commonly say. */
const OWN = `
record_viewed | data | read | record
record_read | data | read | record
record_searched | data | query | record
record_created | data | create | record
record_updated | data | modify | record
record_deleted | data | delete | record
report_exported | data | export | dataset
data_exported | data | export | dataset
file_downloaded | data | export | file
permission_changed | authorization | modify | permission
role_granted | privilege | grant | role
role_revoked | privilege | revoke | role
`;

/** CloudTrail, by the call's name as `toEventType` writes it. */
const CLOUDTRAIL = `
assume_role | privilege | elevate | role
switch_role | privilege | elevate | role
role_switch | privilege | elevate | role
create_user | account | create | account
delete_user | account | delete | account
update_user | account | modify | account
create_login_profile | account | create | credential
update_login_profile | account | modify | credential
create_access_key | account | create | credential
update_access_key | account | modify | credential
delete_access_key | account | delete | credential
change_password | account | modify | credential
deactivate_mfa_device | authentication | mfa_bypass | account
delete_virtual_mfa_device | authentication | mfa_bypass | account
enable_mfa_device | authentication | mfa_change | account
attach_user_policy | privilege | grant | permission
attach_role_policy | privilege | grant | permission
attach_group_policy | privilege | grant | permission
put_user_policy | privilege | grant | permission
put_role_policy | privilege | grant | permission
add_user_to_group | privilege | grant | group
detach_user_policy | privilege | revoke | permission
detach_role_policy | privilege | revoke | permission
remove_user_from_group | privilege | revoke | group
create_trail | audit | create | logService
start_logging | audit | start | logService
stop_logging | audit | stop | logService
delete_trail | audit | disable | logPolicy
update_trail | audit | modify | logPolicy
put_event_selectors | audit | modify | logPolicy
delete_flow_logs | audit | disable | logPolicy
delete_log_group | audit | delete | log
delete_log_stream | audit | delete | log
delete_detector | security | delete | securityControl
stop_configuration_recorder | security | stop | securityControl
delete_configuration_recorder | security | delete | securityControl
disable_security_hub | security | disable | securityControl
delete_web_acl | security | delete | securityControl
authorize_security_group_ingress | configuration | modify | securityControl
revoke_security_group_ingress | configuration | modify | securityControl
create_security_group | configuration | create | securityControl
delete_security_group | configuration | delete | securityControl
put_bucket_policy | configuration | modify | policy
delete_bucket_policy | configuration | delete | policy
put_bucket_acl | configuration | modify | permission
run_instances | system | create | systemObject
terminate_instances | system | delete | systemObject
create_function20150331 | change | deploy | program
update_function_code20150331v2 | change | deploy | program
get_object | access | read | file
put_object | access | create | file
delete_object | access | delete | file
create_key | crypto | create | key
schedule_key_deletion | crypto | delete | key
disable_key | crypto | modify | key
decrypt | crypto | read | key
generate_data_key | crypto | read | key
get_secret_value | access | read | credential
create_backup_plan | configuration | create | backup
start_backup_job | backup | backup | backup
start_restore_job | backup | restore | backup
`;

/** Okta, Microsoft 365, Azure, Google, Kubernetes, GitHub, by the names they give. */
const SERVICES = `
user_account_lock | authentication | lockout | account
user_account_unlock | authentication | unlock | account
user_mfa_factor_deactivate | authentication | mfa_bypass | account
user_mfa_factor_reset_all | authentication | mfa_bypass | account
user_mfa_factor_activate | authentication | mfa_change | account
user_lifecycle_create | account | create | account
user_lifecycle_activate | account | enable | account
user_lifecycle_suspend | account | disable | account
user_lifecycle_deactivate | account | disable | account
user_lifecycle_delete_initiated | account | delete | account
user_account_update_password | account | modify | credential
user_account_reset_password | account | modify | credential
user_account_privilege_grant | privilege | grant | role
user_account_privilege_revoke | privilege | revoke | role
group_user_membership_add | privilege | grant | group
group_user_membership_remove | privilege | revoke | group
policy_rule_update | configuration | modify | policy
policy_lifecycle_update | configuration | modify | policy
add_user | account | create | account
delete_user | account | delete | account
disable_account | account | disable | account
enable_account | account | enable | account
update_user | account | modify | account
change_user_password | account | modify | credential
reset_user_password | account | modify | credential
add_member_to_role | privilege | grant | role
remove_member_from_role | privilege | revoke | role
add_member_to_group | privilege | grant | group
remove_member_from_group | privilege | revoke | group
set_admin_audit_log_config | audit | modify | logPolicy
file_accessed | access | read | file
file_downloaded | data | export | file
file_deleted | access | delete | file
mail_items_accessed | data | read | record
anonymous_link_created | data | share | file
sharing_set | data | share | file
create_clusterrolebindings | privilege | grant | role
create_rolebindings | privilege | grant | role
delete_clusterrolebindings | privilege | revoke | role
delete_rolebindings | privilege | revoke | role
get_secrets | access | read | credential
create_pods_exec | process | execute | program
create_deployments | change | deploy | program
patch_deployments | change | deploy | program
set_iam_policy | privilege | grant | permission
google_iam_admin_v1_create_service_account | account | create | account
google_iam_admin_v1_create_service_account_key | account | create | credential
google_iam_admin_v1_delete_service_account | account | delete | account
org_add_member | privilege | grant | group
org_remove_member | privilege | revoke | group
repo_access | access | read | repository
git_clone | data | read | repository
git_push | change | modify | repository
protected_branch_destroy | security | delete | securityControl
`;

function tableOf(...texts: string[]): ReadonlyMap<string, EventClass> {
  const table = new Map<string, EventClass>();
  for (const line of texts.join('').split('\n')) {
    const [type = '', category = '', action = '', target = '', eventType] = line.split('|').map((cell) => cell.trim());
    if (type === '') continue;
    table.set(type, {
      category,
      action,
      ...(target === '' ? {} : { target }),
      ...(eventType === undefined ? {} : { eventType }),
    });
  }
  return table;
}

const hosts = tableOf(WINDOWS, LINES);
/** By what `event.dataset` begins with; an event type is looked for here first, then among those of hosts. */
const BY_DATASET: readonly (readonly [dataset: string, table: ReadonlyMap<string, EventClass>])[] = [
  ['aws.', tableOf(CLOUDTRAIL)],
  ['okta.', tableOf(SERVICES)],
  ['o365.', tableOf(SERVICES)],
  ['azure.', tableOf(SERVICES)],
  ['gcp.', tableOf(SERVICES)],
  ['kubernetes.', tableOf(SERVICES)],
  ['github.', tableOf(SERVICES)],
];
const own = tableOf(OWN);

/** @param dataset ECS event.dataset; empty for our own shape */
export function classOf(dataset: string, eventType: string): EventClass | undefined {
  const [, table = undefined] = BY_DATASET.find(([prefix]) => dataset.startsWith(prefix)) ?? [];
  return table?.get(eventType) ?? hosts.get(eventType) ?? (dataset === '' ? own.get(eventType) : undefined);
}

/** All rows, for the document and its test. */
export const EVENT_CLASS_TABLES: Readonly<Record<string, ReadonlyMap<string, EventClass>>> = {
  'Windows event logs': tableOf(WINDOWS),
  'Lines: Linux, network devices, web servers': tableOf(LINES),
  'Our own shape': own,
  'AWS CloudTrail': tableOf(CLOUDTRAIL),
  'Okta, Microsoft 365, Azure, Google Cloud, Kubernetes, GitHub': tableOf(SERVICES),
};
