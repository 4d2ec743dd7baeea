/**
 * What well-known Windows events mean: type, kind of action, outcome, severity and a one-line text, by provider and id.
 *
 * Pure data, one line an event; the table for people, resources/docs/field-mapping-windows.md, is compared by a test.
 * Columns: id | event type | action type | outcome | severity | whose action | resource field | words. In the words
 * `{Field}` is a field of the event (`user`, `ip`, `logon`, `member` are worked out, a digit is the n-th unnamed value),
 * and `[...]` is left out where its field says nothing. `#` begins a provider; several names share a table.
 * Source: event ids as Microsoft documents them (Security auditing, Sysmon, Defender, ...); the words are ours.
 * Trust: none of this comes from a log.
 */

export const WINDOWS_EVENT_ROWS = `
# Microsoft-Windows-Security-Auditing
4608 | system_started | system | success | low | any | - | Security auditing started with the system
4609 | system_stopped | system | success | low | any | - | System is shutting down
4610 | authentication_package_loaded | system | success | medium | any | AuthenticationPackageName | Authentication package loaded[: {AuthenticationPackageName}]
4611 | logon_process_registered | system | success | low | subject | LogonProcessName | Logon process registered[: {LogonProcessName}]
4614 | notification_package_loaded | system | success | medium | any | NotificationPackageName | Password notification package loaded[: {NotificationPackageName}]
4616 | system_time_changed | system | success | medium | subject | - | System time changed[ from {PreviousTime}][ to {NewTime}][ by {user}]
4622 | security_package_loaded | system | success | medium | any | SecurityPackageName | Security package loaded[: {SecurityPackageName}]
4624 | user_login | authentication | success | low | target | - | Logon[ of {user}][ from {ip}][, {logon}]
4625 | user_login_failed | authentication | failure | medium | target | - | Logon failed[ for {user}][ from {ip}][, {logon}][, status {SubStatus}]
4634 | user_logout | session | success | low | target | - | Logoff[ of {user}][, {logon}]
4647 | user_logout | session | success | low | target | - | Logoff asked for[ by {user}]
4648 | user_login_explicit | authentication | success | medium | subject | TargetServerName | Explicit credentials[ of {TargetUserName}] used[ by {user}][ towards {TargetServerName}]
4649 | replay_attack_detected | authentication | failure | critical | target | - | Kerberos replay detected[ for {user}]
4656 | object_handle_requested | file | by-keywords | low | subject | ObjectName | Handle asked for[ on {ObjectName}][ by {user}]
4657 | registry_value_set | registry | success | medium | subject | ObjectName | Registry value[ {ObjectValueName}] changed[ in {ObjectName}][ by {user}]
4658 | object_handle_closed | file | success | low | subject | ObjectName | Handle closed[ by {user}]
4659 | object_delete_requested | file | by-keywords | medium | subject | ObjectName | Handle for deletion asked for[ on {ObjectName}][ by {user}]
4660 | object_deleted | file | success | medium | subject | ObjectName | Object deleted[ by {user}]
4661 | directory_handle_requested | directory | by-keywords | low | subject | ObjectName | Directory or SAM handle asked for[ on {ObjectName}][ by {user}]
4662 | directory_object_accessed | directory | by-keywords | low | subject | ObjectName | Directory object[ {ObjectName}] accessed[ by {user}]
4663 | object_accessed | file | by-keywords | low | subject | ObjectName | Access[ to {ObjectName}][ by {user}]
4670 | object_permissions_changed | policy_change | success | medium | subject | ObjectName | Permissions changed[ on {ObjectName}][ by {user}]
4672 | special_privileges_assigned | privilege | success | low | subject | - | Administrator-like rights given to a logon[ of {user}]
4673 | privileged_service_called | privilege | by-keywords | low | subject | Service | Privileged service[ {Service}] called[ by {user}]
4674 | privileged_object_operation | privilege | by-keywords | low | subject | ObjectName | Privileged operation[ on {ObjectName}][ by {user}]
4688 | process_created | process | success | low | subject | NewProcessName | Process started[: {NewProcessName}][ by {user}][, command line {CommandLine}]
4689 | process_ended | process | success | low | subject | ProcessName | Process ended[: {ProcessName}]
4690 | object_handle_duplicated | file | success | low | subject | - | Handle duplicated[ by {user}]
4692 | data_protection_key_backup | certificate | by-keywords | medium | subject | - | Backup of a data protection master key[ by {user}]
4696 | process_token_assigned | process | success | low | subject | TargetProcessName | Primary token given to a process[: {TargetProcessName}]
4697 | service_installed | service | success | high | subject | ServiceName | Service installed[: {ServiceName}][, file {ServiceFileName}][ by {user}]
4698 | scheduled_task_created | task | success | medium | subject | TaskName | Scheduled task created[: {TaskName}][ by {user}]
4699 | scheduled_task_deleted | task | success | medium | subject | TaskName | Scheduled task deleted[: {TaskName}][ by {user}]
4700 | scheduled_task_enabled | task | success | low | subject | TaskName | Scheduled task enabled[: {TaskName}][ by {user}]
4701 | scheduled_task_disabled | task | success | medium | subject | TaskName | Scheduled task disabled[: {TaskName}][ by {user}]
4702 | scheduled_task_changed | task | success | medium | subject | TaskName | Scheduled task changed[: {TaskName}][ by {user}]
4703 | token_rights_adjusted | privilege | success | low | subject | - | Token rights adjusted[ for {TargetUserName}][ by {user}]
4704 | user_right_assigned | policy_change | success | medium | subject | TargetSid | User right assigned[: {PrivilegeList}][ to {TargetSid}][ by {user}]
4705 | user_right_removed | policy_change | success | medium | subject | TargetSid | User right removed[: {PrivilegeList}][ from {TargetSid}][ by {user}]
4706 | domain_trust_created | policy_change | success | high | subject | DomainName | Domain trust created[ with {DomainName}][ by {user}]
4707 | domain_trust_removed | policy_change | success | high | subject | DomainName | Domain trust removed[ with {DomainName}][ by {user}]
4713 | kerberos_policy_changed | policy_change | success | high | subject | - | Kerberos policy changed[ by {user}]
4715 | audit_policy_changed | policy_change | success | high | subject | - | Audit policy of an object changed[ by {user}]
4716 | domain_trust_changed | policy_change | success | high | subject | DomainName | Domain trust changed[ with {DomainName}][ by {user}]
4717 | system_access_granted | policy_change | success | medium | subject | TargetSid | Logon right given[: {AccessGranted}][ to {TargetSid}][ by {user}]
4718 | system_access_removed | policy_change | success | medium | subject | TargetSid | Logon right taken[: {AccessRemoved}][ from {TargetSid}][ by {user}]
4719 | audit_policy_changed | policy_change | success | high | subject | SubcategoryGuid | System audit policy changed[ by {user}]
4720 | user_created | account_management | success | medium | subject | TargetUserName | Account created[: {TargetUserName}][ by {user}]
4722 | user_enabled | account_management | success | medium | subject | TargetUserName | Account enabled[: {TargetUserName}][ by {user}]
4723 | user_password_change | account_management | by-keywords | low | subject | TargetUserName | Password change tried[ for {TargetUserName}][ by {user}]
4724 | user_password_reset | account_management | by-keywords | medium | subject | TargetUserName | Password reset tried[ for {TargetUserName}][ by {user}]
4725 | user_disabled | account_management | success | medium | subject | TargetUserName | Account disabled[: {TargetUserName}][ by {user}]
4726 | user_deleted | account_management | success | medium | subject | TargetUserName | Account deleted[: {TargetUserName}][ by {user}]
4727 | group_created | group_management | success | medium | subject | TargetUserName | Global group created[: {TargetUserName}][ by {user}]
4728 | group_member_added | group_management | success | medium | subject | TargetUserName | Member[ {member}] added to global group[ {TargetUserName}][ by {user}]
4729 | group_member_removed | group_management | success | medium | subject | TargetUserName | Member[ {member}] removed from global group[ {TargetUserName}][ by {user}]
4730 | group_deleted | group_management | success | medium | subject | TargetUserName | Global group deleted[: {TargetUserName}][ by {user}]
4731 | group_created | group_management | success | medium | subject | TargetUserName | Local group created[: {TargetUserName}][ by {user}]
4732 | group_member_added | group_management | success | medium | subject | TargetUserName | Member[ {member}] added to local group[ {TargetUserName}][ by {user}]
4733 | group_member_removed | group_management | success | medium | subject | TargetUserName | Member[ {member}] removed from local group[ {TargetUserName}][ by {user}]
4734 | group_deleted | group_management | success | medium | subject | TargetUserName | Local group deleted[: {TargetUserName}][ by {user}]
4735 | group_changed | group_management | success | low | subject | TargetUserName | Local group changed[: {TargetUserName}][ by {user}]
4737 | group_changed | group_management | success | low | subject | TargetUserName | Global group changed[: {TargetUserName}][ by {user}]
4738 | user_changed | account_management | success | medium | subject | TargetUserName | Account changed[: {TargetUserName}][ by {user}]
4739 | domain_policy_changed | policy_change | success | high | subject | DomainName | Domain policy changed[ in {DomainName}][ by {user}]
4740 | user_locked_out | account_management | success | medium | subject | TargetUserName | Account locked out[: {TargetUserName}][, called from {TargetDomainName}]
4741 | computer_account_created | account_management | success | medium | subject | TargetUserName | Computer account created[: {TargetUserName}][ by {user}]
4742 | computer_account_changed | account_management | success | medium | subject | TargetUserName | Computer account changed[: {TargetUserName}][ by {user}]
4743 | computer_account_deleted | account_management | success | medium | subject | TargetUserName | Computer account deleted[: {TargetUserName}][ by {user}]
4754 | group_created | group_management | success | medium | subject | TargetUserName | Universal group created[: {TargetUserName}][ by {user}]
4755 | group_changed | group_management | success | low | subject | TargetUserName | Universal group changed[: {TargetUserName}][ by {user}]
4756 | group_member_added | group_management | success | medium | subject | TargetUserName | Member[ {member}] added to universal group[ {TargetUserName}][ by {user}]
4757 | group_member_removed | group_management | success | medium | subject | TargetUserName | Member[ {member}] removed from universal group[ {TargetUserName}][ by {user}]
4758 | group_deleted | group_management | success | medium | subject | TargetUserName | Universal group deleted[: {TargetUserName}][ by {user}]
4764 | group_changed | group_management | success | medium | subject | TargetUserName | Group type changed[: {TargetUserName}][ by {user}]
4765 | sid_history_added | account_management | success | high | subject | TargetUserName | SID history added[ to {TargetUserName}][ by {user}]
4766 | sid_history_add_failed | account_management | failure | high | subject | TargetUserName | SID history could not be added[ to {TargetUserName}][ by {user}]
4767 | user_unlocked | account_management | success | low | subject | TargetUserName | Account unlocked[: {TargetUserName}][ by {user}]
4768 | kerberos_tgt_requested | authentication | by-keywords | low | target | ServiceName | Kerberos ticket-granting ticket asked for[ by {user}][ from {ip}][, status {Status}]
4769 | kerberos_service_ticket_requested | authentication | by-keywords | low | target | ServiceName | Kerberos service ticket[ for {ServiceName}] asked for[ by {user}][ from {ip}][, encryption {TicketEncryptionType}]
4770 | kerberos_service_ticket_renewed | authentication | success | low | target | ServiceName | Kerberos service ticket[ for {ServiceName}] renewed[ by {user}][ from {ip}]
4771 | kerberos_preauth_failed | authentication | failure | medium | target | ServiceName | Kerberos pre-authentication failed[ for {user}][ from {ip}][, status {Status}]
4773 | kerberos_service_ticket_failed | authentication | failure | medium | target | ServiceName | Kerberos service ticket refused[ to {user}][ from {ip}]
4776 | credential_validated | authentication | by-keywords | low | target | Workstation | NTLM credentials checked[ for {user}][ at {Workstation}][, status {Status}]
4778 | session_reconnected | session | success | low | any | - | Session[ {SessionName}] reconnected[ by {user}][ from {ip}]
4779 | session_disconnected | session | success | low | any | - | Session[ {SessionName}] disconnected[ by {user}][ from {ip}]
4780 | admin_acl_set | policy_change | success | medium | subject | TargetUserName | Administrators' access list set[ on {TargetUserName}]
4781 | user_renamed | account_management | success | medium | subject | NewTargetUserName | Account renamed[ from {OldTargetUserName}][ to {NewTargetUserName}][ by {user}]
4782 | password_hash_accessed | account_management | success | high | subject | TargetUserName | Password hash read[ of {TargetUserName}][ by {user}]
4794 | dsrm_password_set | account_management | by-keywords | high | subject | - | Directory restore mode password set[ by {user}]
4797 | blank_password_queried | account_management | success | low | subject | TargetUserName | Query for a blank password[ of {TargetUserName}][ by {user}]
4798 | user_groups_enumerated | account_management | success | low | subject | TargetUserName | Local groups of an account listed[: {TargetUserName}][ by {user}]
4799 | group_members_enumerated | group_management | success | low | subject | TargetUserName | Members of a local group listed[: {TargetUserName}][ by {user}]
4800 | workstation_locked | session | success | low | target | - | Workstation locked[ by {user}]
4801 | workstation_unlocked | session | success | low | target | - | Workstation unlocked[ by {user}]
4825 | remote_desktop_denied | authentication | failure | medium | any | - | Remote Desktop access refused[ to {user}][ from {ip}]
4826 | boot_configuration_loaded | system | success | low | subject | - | Boot configuration loaded
4865 | trusted_forest_added | policy_change | success | high | subject | ForestRoot | Trusted forest information added[: {ForestRoot}][ by {user}]
4886 | certificate_requested | certificate | success | medium | any | Requester | Certificate asked for[ by {Requester}]
4887 | certificate_issued | certificate | success | medium | any | Requester | Certificate issued[ to {Requester}]
4902 | audit_policy_table_created | policy_change | success | low | any | - | Per-user audit policy table created
4904 | audit_source_registered | policy_change | success | low | subject | AuditSourceName | Security event source registered[: {AuditSourceName}]
4905 | audit_source_unregistered | policy_change | success | low | subject | AuditSourceName | Security event source removed[: {AuditSourceName}]
4907 | object_audit_changed | policy_change | success | medium | subject | ObjectName | Audit settings changed[ on {ObjectName}][ by {user}]
4912 | audit_policy_changed | policy_change | success | high | subject | TargetUserSid | Per-user audit policy changed[ by {user}]
4946 | firewall_rule_added | firewall | success | medium | any | RuleName | Firewall rule added[: {RuleName}]
4947 | firewall_rule_changed | firewall | success | medium | any | RuleName | Firewall rule changed[: {RuleName}]
4948 | firewall_rule_deleted | firewall | success | medium | any | RuleName | Firewall rule deleted[: {RuleName}]
4950 | firewall_setting_changed | firewall | success | medium | any | SettingType | Firewall setting changed[: {SettingType}]
4964 | special_group_logon | authentication | success | medium | target | - | Logon of a member of a watched group[: {user}]
4985 | transaction_state_changed | file | success | low | subject | - | State of a file transaction changed[ by {user}]
5024 | firewall_started | firewall | success | low | any | - | Firewall service started
5025 | firewall_stopped | firewall | success | high | any | - | Firewall service stopped
5038 | code_integrity_failed | driver | failure | high | any | param1 | Code integrity: image hash not valid[: {param1}]
5058 | key_file_operation | certificate | by-keywords | low | subject | KeyName | Key file operation[ on {KeyName}][ by {user}]
5059 | key_migration | certificate | by-keywords | medium | subject | KeyName | Key export or import[ of {KeyName}][ by {user}]
5061 | cryptographic_operation | certificate | by-keywords | low | subject | KeyName | Cryptographic operation[ with {KeyName}][ by {user}]
5136 | directory_object_changed | directory | success | medium | subject | ObjectDN | Directory object changed[: {ObjectDN}][, attribute {AttributeLDAPDisplayName}][ by {user}]
5137 | directory_object_created | directory | success | medium | subject | ObjectDN | Directory object created[: {ObjectDN}][ by {user}]
5138 | directory_object_restored | directory | success | medium | subject | NewObjectDN | Directory object restored[: {NewObjectDN}][ by {user}]
5139 | directory_object_moved | directory | success | medium | subject | NewObjectDN | Directory object moved[ from {OldObjectDN}][ to {NewObjectDN}][ by {user}]
5140 | share_accessed | share | by-keywords | low | subject | ShareName | Share[ {ShareName}] accessed[ by {user}][ from {ip}]
5141 | directory_object_deleted | directory | success | medium | subject | ObjectDN | Directory object deleted[: {ObjectDN}][ by {user}]
5142 | share_added | share | success | medium | subject | ShareName | Share added[: {ShareName}][ by {user}]
5143 | share_changed | share | success | medium | subject | ShareName | Share changed[: {ShareName}][ by {user}]
5144 | share_deleted | share | success | medium | subject | ShareName | Share deleted[: {ShareName}][ by {user}]
5145 | share_object_checked | share | by-keywords | low | subject | RelativeTargetName | Access check[ on {RelativeTargetName}][ in share {ShareName}][ by {user}][ from {ip}]
5152 | network_packet_blocked | network | failure | low | any | Application | Packet blocked[ from {SourceAddress}][ to {DestAddress}][ port {DestPort}]
5154 | network_listen_allowed | network | success | low | any | Application | Listening allowed[ for {Application}][ on port {SourcePort}]
5156 | network_connection_allowed | network | success | low | any | Application | Connection allowed[ from {SourceAddress}][ to {DestAddress}][ port {DestPort}][ by {Application}]
5157 | network_connection_blocked | network | failure | low | any | Application | Connection blocked[ from {SourceAddress}][ to {DestAddress}][ port {DestPort}][ by {Application}]
5158 | network_bind_allowed | network | success | low | any | Application | Local port[ {SourcePort}] bound[ by {Application}]
5376 | credential_manager_backed_up | account_management | success | medium | subject | - | Stored credentials backed up[ by {user}]
5379 | credential_manager_read | account_management | success | low | subject | TargetName | Stored credentials read[ for {TargetName}][ by {user}]
5382 | vault_credentials_read | account_management | success | medium | subject | SchemaFriendlyName | Vault credentials read[ by {user}]
6416 | external_device_found | device | success | medium | subject | DeviceDescription | External device recognised[: {DeviceDescription}]
6423 | device_install_blocked | device | failure | medium | subject | DeviceDescription | Device installation forbidden by policy[: {DeviceDescription}]
# Microsoft-Windows-Eventlog
104 | log_cleared | log_clear | success | high | subject | Channel | Event log[ {Channel}] cleared[ by {user}]
1100 | log_service_stopped | log_service | success | medium | any | - | Event logging service shut down
1101 | audit_events_dropped | log_service | failure | high | any | - | Audit events were dropped by the transport
1102 | log_cleared | log_clear | success | high | subject | - | Security log cleared[ by {user}]
1104 | log_full | log_service | failure | high | any | - | Security log is full
1105 | log_archived | log_service | success | low | any | BackupPath | Event log backed up automatically[ to {BackupPath}]
1108 | log_event_unreadable | log_service | failure | medium | any | PublisherID | Event of[ {PublisherID}] could not be processed
# Service Control Manager
7000 | service_start_failed | service | failure | medium | any | param1 | Service did not start[: {param1}][, {param2}]
7001 | service_start_failed | service | failure | medium | any | param1 | Service[ {param1}] did not start for want of[ {param2}]
7009 | service_start_timeout | service | failure | medium | any | param2 | Service[ {param2}] did not connect in time[, {param1} ms]
7011 | service_timeout | service | failure | medium | any | param2 | Service[ {param2}] did not answer in time
7022 | service_hung | service | failure | medium | any | param1 | Service hung on starting[: {param1}]
7023 | service_failed | service | failure | medium | any | param1 | Service ended with an error[: {param1}][, {param2}]
7024 | service_failed | service | failure | medium | any | param1 | Service ended with an error of its own[: {param1}][, {param2}]
7026 | driver_load_failed | driver | failure | medium | any | - | Start-up drivers did not load[: {param1}]
7030 | service_marked_interactive | service | success | medium | any | param1 | Service marked as interactive[: {param1}]
7031 | service_crashed | service | failure | medium | any | param1 | Service ended unexpectedly[: {param1}]
7034 | service_crashed | service | failure | medium | any | param1 | Service ended unexpectedly[: {param1}][, {param2} times]
7035 | service_control_sent | service | success | low | any | param1 | Control[ {param2}] sent to service[ {param1}]
7036 | service_state_changed | service | success | low | any | param1 | Service[ {param1}] is now[ {param2}]
7038 | service_logon_failed | service | failure | medium | any | param1 | Service[ {param1}] could not log on[ as {param2}]
7040 | service_start_type_changed | service | success | medium | any | param1 | Start type of service[ {param1}] changed[ from {param2}][ to {param3}]
7045 | service_installed | service | success | high | any | ServiceName | Service installed[: {ServiceName}][, file {ImagePath}][, account {AccountName}]
# Microsoft-Windows-Sysmon
1 | process_created | process | success | low | any | Image | Process started[: {Image}][ by {user}][, command line {CommandLine}]
2 | file_time_changed | file | success | medium | any | TargetFilename | Creation time changed[ of {TargetFilename}][ by {Image}]
3 | network_connection | network | success | low | any | DestinationIp | Connection[ from {SourceIp}][ to {DestinationIp}][ port {DestinationPort}][ by {Image}]
4 | sysmon_state_changed | log_service | success | medium | any | - | Sysmon service is now[ {State}]
5 | process_ended | process | success | low | any | Image | Process ended[: {Image}]
6 | driver_loaded | driver | success | medium | any | ImageLoaded | Driver loaded[: {ImageLoaded}][, signature {Signature}]
7 | image_loaded | library | success | low | any | ImageLoaded | Library[ {ImageLoaded}] loaded[ by {Image}]
8 | remote_thread_created | process | success | high | any | TargetImage | Thread created[ by {SourceImage}][ in {TargetImage}]
9 | raw_disk_read | file | success | medium | any | Device | Raw read[ of {Device}][ by {Image}]
10 | process_accessed | process | success | low | any | TargetImage | Process[ {TargetImage}] opened[ by {SourceImage}][ with access {GrantedAccess}]
11 | file_created | file | success | low | any | TargetFilename | File created[: {TargetFilename}][ by {Image}]
12 | registry_object_changed | registry | success | low | any | TargetObject | Registry object created or deleted[: {TargetObject}][ by {Image}]
13 | registry_value_set | registry | success | low | any | TargetObject | Registry value set[: {TargetObject}][ to {Details}][ by {Image}]
14 | registry_object_renamed | registry | success | low | any | TargetObject | Registry object renamed[: {TargetObject}][ by {Image}]
15 | file_stream_created | file | success | medium | any | TargetFilename | Alternate stream created[: {TargetFilename}][ by {Image}]
16 | sysmon_config_changed | policy_change | success | medium | any | Configuration | Sysmon configuration changed[: {Configuration}]
17 | pipe_created | pipe | success | low | any | PipeName | Pipe created[: {PipeName}][ by {Image}]
18 | pipe_connected | pipe | success | low | any | PipeName | Pipe connected[: {PipeName}][ by {Image}]
19 | wmi_filter_created | wmi | success | high | any | Name | WMI event filter[ {Name}] registered[ by {user}]
20 | wmi_consumer_created | wmi | success | high | any | Name | WMI event consumer[ {Name}] registered[ by {user}]
21 | wmi_binding_created | wmi | success | high | any | Consumer | WMI filter bound to a consumer[ by {user}]
22 | dns_query | network | success | low | any | QueryName | DNS query[ for {QueryName}][ by {Image}]
23 | file_deleted | file | success | low | any | TargetFilename | File deleted and kept[: {TargetFilename}][ by {Image}]
24 | clipboard_changed | session | success | low | any | - | Clipboard changed[ by {Image}]
25 | process_tampered | process | success | high | any | Image | Process image changed[: {Image}][, {Type}]
26 | file_deleted | file | success | low | any | TargetFilename | File deleted[: {TargetFilename}][ by {Image}]
27 | file_executable_blocked | file | failure | medium | any | TargetFilename | Executable file blocked[: {TargetFilename}][ by {Image}]
28 | file_shredding_blocked | file | failure | medium | any | TargetFilename | File shredding blocked[: {TargetFilename}][ by {Image}]
29 | file_executable_created | file | success | medium | any | TargetFilename | Executable file created[: {TargetFilename}][ by {Image}]
255 | sysmon_error | log_service | failure | medium | any | - | Sysmon error[: {Description}]
# Microsoft-Windows-PowerShell | PowerShellCore
4100 | powershell_error | script | failure | low | context | - | PowerShell error
4103 | powershell_command | script | success | low | context | - | PowerShell command run[ by {user}][: {Payload}]
4104 | powershell_script_block | script | success | low | context | Path | PowerShell script block[ {MessageNumber}][ of {MessageTotal}][: {ScriptBlockText}]
4105 | powershell_script_started | script | success | low | context | ScriptBlockId | PowerShell script block started
4106 | powershell_script_ended | script | success | low | context | ScriptBlockId | PowerShell script block ended
40961 | powershell_console_starting | script | success | low | context | - | PowerShell console is starting
40962 | powershell_console_started | script | success | low | context | - | PowerShell console is ready
53504 | powershell_ipc_started | script | success | low | context | param2 | PowerShell listens for other processes
# PowerShell
400 | powershell_engine_started | script | success | low | context | - | PowerShell engine started
403 | powershell_engine_stopped | script | success | low | context | - | PowerShell engine stopped
600 | powershell_provider_started | script | success | low | context | - | PowerShell provider[ {1}] is now[ {2}]
800 | powershell_pipeline | script | success | low | context | - | PowerShell pipeline run[: {1}]
# Microsoft-Windows-Windows Defender
1000 | malware_scan_started | malware | success | low | any | Scan Type | Malware scan started
1001 | malware_scan_finished | malware | success | low | any | Scan Type | Malware scan finished
1002 | malware_scan_stopped | malware | failure | medium | any | Scan Type | Malware scan stopped before its end[ by {user}]
1006 | malware_detected | malware | success | high | any | Path | Malware found[: {Threat Name}][ in {Path}]
1007 | malware_action_taken | malware | success | high | any | Path | Malware acted upon[: {Threat Name}][, {Action Name}]
1008 | malware_action_failed | malware | failure | critical | any | Path | Action on malware failed[: {Threat Name}]
1009 | quarantine_restored | malware | success | high | any | Path | Item restored from quarantine[: {Threat Name}]
1011 | quarantine_deleted | malware | success | medium | any | Path | Item deleted from quarantine[: {Threat Name}]
1013 | malware_history_deleted | malware | success | high | any | - | Malware history deleted[ by {user}]
1015 | malware_suspicious_behavior | malware | success | high | any | Path | Suspicious behaviour found[: {Threat Name}]
1116 | malware_detected | malware | success | high | any | Path | Malware found[: {Threat Name}][ in {Path}][, user {Detection User}]
1117 | malware_action_taken | malware | success | high | any | Path | Malware acted upon[: {Threat Name}][, {Action Name}][ in {Path}]
1118 | malware_action_failed | malware | failure | high | any | Path | Action on malware failed, not critical[: {Threat Name}]
1119 | malware_action_failed | malware | failure | critical | any | Path | Action on malware failed, critical[: {Threat Name}]
1121 | attack_surface_rule_blocked | malware | success | high | any | Path | Attack surface rule blocked[ {Path}]
1122 | attack_surface_rule_audited | malware | success | medium | any | Path | Attack surface rule would have blocked[ {Path}]
2000 | malware_definitions_updated | malware | success | low | any | - | Malware definitions updated
2001 | malware_definitions_failed | malware | failure | medium | any | - | Malware definitions could not be updated
3002 | malware_protection_failed | malware | failure | high | any | Feature Name | Real-time protection failed[: {Feature Name}]
5000 | malware_protection_enabled | policy_change | success | low | any | - | Real-time protection switched on
5001 | malware_protection_disabled | policy_change | success | high | any | - | Real-time protection switched off
5004 | malware_protection_changed | policy_change | success | medium | any | Feature Name | Real-time protection settings changed[: {Feature Name}]
5007 | malware_config_changed | policy_change | success | medium | any | New Value | Malware protection settings changed[ from {Old Value}][ to {New Value}]
5010 | malware_scan_disabled | policy_change | success | high | any | - | Scanning for spyware switched off
5012 | malware_scan_disabled | policy_change | success | high | any | - | Scanning for viruses switched off
5013 | malware_tamper_blocked | policy_change | failure | high | any | - | Tampering with malware protection blocked
# Microsoft-Windows-TaskScheduler
100 | scheduled_task_started | task | success | low | any | TaskName | Task started[: {TaskName}][ for {UserContext}]
102 | scheduled_task_finished | task | success | low | any | TaskName | Task finished[: {TaskName}]
106 | scheduled_task_created | task | success | medium | any | TaskName | Task registered[: {TaskName}][ by {UserContext}]
107 | scheduled_task_triggered | task | success | low | any | TaskName | Task triggered by the clock[: {TaskName}]
110 | scheduled_task_triggered | task | success | low | any | TaskName | Task started by a person[: {TaskName}][, {UserContext}]
118 | scheduled_task_triggered | task | success | low | any | TaskName | Task triggered by system start[: {TaskName}]
119 | scheduled_task_triggered | task | success | low | any | TaskName | Task triggered by logon[: {TaskName}][ of {UserName}]
129 | scheduled_task_process_created | task | success | low | any | TaskName | Task[ {TaskName}] started process[ {Path}]
140 | scheduled_task_changed | task | success | medium | any | TaskName | Task changed[: {TaskName}][ by {UserName}]
141 | scheduled_task_deleted | task | success | medium | any | TaskName | Task deleted[: {TaskName}][ by {UserName}]
142 | scheduled_task_disabled | task | success | medium | any | TaskName | Task disabled[: {TaskName}][ by {UserName}]
200 | scheduled_task_action_started | task | success | low | any | TaskName | Task[ {TaskName}] runs[ {ActionName}]
201 | scheduled_task_action_finished | task | success | low | any | TaskName | Task[ {TaskName}] ran[ {ActionName}]
# Microsoft-Windows-TerminalServices-LocalSessionManager
21 | user_login | authentication | success | low | any | - | Session logon[ of {user}][ from {ip}]
22 | session_shell_started | session | success | low | any | - | Session shell started[ for {user}][ from {ip}]
23 | user_logout | session | success | low | any | - | Session logoff[ of {user}]
24 | session_disconnected | session | success | low | any | - | Session disconnected[: {user}][ from {ip}]
25 | session_reconnected | session | success | low | any | - | Session reconnected[: {user}][ from {ip}]
39 | session_disconnected | session | success | low | any | - | Session[ {TargetSession}] disconnected by session[ {Source}]
40 | session_disconnected | session | success | low | any | - | Session[ {Session}] disconnected[, reason {Reason}]
41 | session_arbitration_started | session | success | low | any | - | Session arbitration began[ for {user}]
42 | session_arbitration_ended | session | success | low | any | - | Session arbitration ended[ for {user}]
# Microsoft-Windows-TerminalServices-RemoteConnectionManager
261 | remote_desktop_connection | network | success | low | any | listenerName | Remote Desktop listener took a connection
1149 | remote_desktop_authenticated | authentication | success | low | any | - | Remote Desktop network authentication passed[ for {user}][ from {ip}]
1158 | remote_desktop_connection | network | success | low | any | - | Remote Desktop connection accepted[ from {ip}]
# Microsoft-Windows-RemoteDesktopServices-RdpCoreTS
98 | remote_desktop_connection | network | success | low | any | - | Remote Desktop transport connected
131 | remote_desktop_connection | network | success | low | any | - | Remote Desktop connection accepted[ from {ClientIP}]
140 | remote_desktop_login_failed | authentication | failure | medium | any | - | Remote Desktop logon failed[ from {ip}]
# Microsoft-Windows-Windows Firewall With Advanced Security
2002 | firewall_setting_changed | firewall | success | medium | any | SettingType | Firewall setting changed
2003 | firewall_setting_changed | firewall | success | medium | any | Profiles | Firewall profile setting changed[ by {ModifyingApplication}]
2004 | firewall_rule_added | firewall | success | medium | any | RuleName | Firewall rule added[: {RuleName}][ by {ModifyingApplication}]
2005 | firewall_rule_changed | firewall | success | medium | any | RuleName | Firewall rule changed[: {RuleName}][ by {ModifyingApplication}]
2006 | firewall_rule_deleted | firewall | success | medium | any | RuleName | Firewall rule deleted[: {RuleName}][ by {ModifyingApplication}]
2033 | firewall_rules_deleted | firewall | success | high | any | - | All firewall rules deleted[ by {ModifyingApplication}]
# Microsoft-Windows-Kernel-General
12 | system_started | system | success | low | any | - | Operating system started[ at {StartTime}]
13 | system_stopped | system | success | low | any | - | Operating system is shutting down[ at {StopTime}]
1 | system_time_changed | system | success | low | any | - | System time changed[ from {OldTime}][ to {NewTime}]
# Microsoft-Windows-Kernel-Power
41 | system_crashed | system | failure | medium | any | - | System restarted without shutting down first
42 | system_sleeping | system | success | low | any | - | System goes to sleep
109 | system_stopped | system | success | low | any | - | Kernel began a shutdown
# User32
1074 | system_shutdown_requested | system | success | low | any | - | Shutdown or restart asked for[ by {param7}][ through {param1}]
# EventLog
6005 | log_service_started | log_service | success | low | any | - | Event log service started
6006 | log_service_stopped | log_service | success | medium | any | - | Event log service stopped
6008 | system_crashed | system | failure | medium | any | - | Previous shutdown was unexpected[: {2}][ {1}]
6009 | system_version | system | success | low | any | - | Operating system version at start
6011 | computer_renamed | policy_change | success | medium | any | - | Computer name changed
6013 | system_uptime | system | success | low | any | - | System uptime[ {5} s]
# Microsoft-Windows-Bits-Client
3 | transfer_job_created | network | success | low | any | jobTitle | Transfer job created[: {jobTitle}][ by {jobOwner}]
4 | transfer_job_finished | network | success | low | any | jobTitle | Transfer job complete[: {jobTitle}]
5 | transfer_job_cancelled | network | failure | low | any | jobTitle | Transfer job cancelled[: {jobTitle}]
59 | transfer_started | network | success | low | any | url | Transfer job[ {name}] started[ for {url}]
60 | transfer_stopped | network | success | low | any | url | Transfer job[ {name}] stopped[ for {url}]
61 | transfer_failed | network | failure | medium | any | url | Transfer job[ {name}] failed[ for {url}]
# Microsoft-Windows-WMI-Activity
5857 | wmi_provider_started | wmi | success | low | any | ProviderName | WMI provider started[: {ProviderName}]
5858 | wmi_query_failed | wmi | failure | low | any | Operation | WMI operation failed[: {Operation}][ by {user}]
5859 | wmi_subscription_used | wmi | success | medium | any | NamespaceName | WMI subscription active[ in {NamespaceName}]
5860 | wmi_temporary_subscription | wmi | success | medium | any | NamespaceName | WMI temporary subscription[ in {NamespaceName}]
5861 | wmi_permanent_subscription | wmi | success | high | any | Namespace | WMI permanent subscription[: {CONSUMER}]
# Microsoft-Windows-WinRM
6 | winrm_session_created | session | success | low | any | connection | Remote management session opened[ to {connection}]
91 | winrm_shell_created | session | success | medium | any | resourceUri | Remote management shell opened[: {resourceUri}]
169 | winrm_authenticated | authentication | success | low | any | - | Remote management user authenticated[: {username}]
# MSSQLSERVER
15457 | database_option_changed | policy_change | success | medium | any | - | Database server option[ {1}] changed[ from {2}][ to {3}]
18453 | user_login | authentication | success | low | listed | - | Database logon[ of {1}][ from {ip}]
18454 | user_login | authentication | success | low | listed | - | Database logon[ of {1}][ from {ip}]
18456 | user_login_failed | authentication | failure | medium | listed | - | Database logon failed[ for {1}][ from {ip}][: {2}]
33205 | database_audit | database | by-keywords | low | any | - | Database audit record[: {1}]
# ESENT
216 | database_moved | database | success | medium | any | - | Database location changed[ from {4}][ to {5}]
325 | database_created | database | success | medium | any | - | Database engine created a database[: {5}]
326 | database_attached | database | success | low | any | - | Database engine attached a database[: {5}]
327 | database_detached | database | success | low | any | - | Database engine detached a database[: {5}]
# MsiInstaller
1033 | software_installed | software | success | low | any | - | Software installed[: {1}][, version {2}]
1034 | software_removed | software | success | low | any | - | Software removed[: {1}][, version {2}]
11707 | software_installed | software | success | low | any | - | Software installation succeeded[: {1}]
11708 | software_install_failed | software | failure | low | any | - | Software installation failed[: {1}]
11724 | software_removed | software | success | low | any | - | Software removal succeeded[: {1}]
# Application Error
1000 | application_crashed | system | failure | low | any | - | Program crashed[: {1}]
# Microsoft-Windows-AppLocker
8002 | application_allowed | process | success | low | any | FullFilePath | Program allowed by policy[: {FullFilePath}]
8003 | application_audited | process | success | medium | any | FullFilePath | Program would have been blocked[: {FullFilePath}]
8004 | application_blocked | process | failure | medium | any | FullFilePath | Program blocked[: {FullFilePath}]
8006 | script_audited | script | success | medium | any | FullFilePath | Script would have been blocked[: {FullFilePath}]
8007 | script_blocked | script | failure | medium | any | FullFilePath | Script blocked[: {FullFilePath}]
# Microsoft-Windows-CodeIntegrity
3023 | driver_blocked | driver | failure | high | any | - | Revoked driver not loaded
3033 | image_load_blocked | library | failure | medium | any | - | Image without the demanded signature not loaded
3077 | application_blocked | process | failure | medium | any | - | Program blocked by code integrity policy
# Microsoft-Windows-CAPI2
70 | private_key_accessed | certificate | success | medium | any | - | Private key of a certificate used
# Microsoft-Windows-DNS-Server-Service
770 | dns_plugin_loaded | library | success | high | any | param1 | DNS server loaded a plug-in[: {param1}]
6004 | dns_zone_transfer_refused | network | failure | medium | any | param1 | DNS zone transfer refused[ for {param1}]
# OpenSSH
4 | ssh_message | authentication | success | low | any | - | SSH server[: {payload}]
`;
