{{- define "figurewatch.name" -}}
{{- $name := contains .Chart.Name .Release.Name | ternary .Release.Name (printf "%s-%s" .Release.Name .Chart.Name) }}
{{- $name | trunc 40 | trimSuffix "-" }}
{{- end }}

{{- define "figurewatch.labels" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end }}

{{- define "figurewatch.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "figurewatch.account" -}}
{{- if .Values.serviceAccount.create }}{{ default (include "figurewatch.name" .) .Values.serviceAccount.name }}{{ else }}{{ default "default" .Values.serviceAccount.name }}{{ end }}
{{- end }}

{{- define "figurewatch.image" -}}
{{ .Values.image.repository }}:{{ default .Chart.AppVersion .Values.image.tag }}
{{- end }}

{{/* The namespace of figurewatch's topics and groups. */}}
{{- define "figurewatch.namespace" -}}
{{ default "figurewatch" .Values.settings.namespace }}
{{- end }}

{{/* The port of the server that hubs call back, empty where feeds are only polled. */}}
{{- define "figurewatch.websub" -}}
{{- $websub := dig "ingest" "websub" (dict) .Values.settings }}
{{- if $websub.public_url }}
{{- if or (not $websub.host) (hasPrefix "127." $websub.host) (eq $websub.host "localhost") }}{{ fail "settings.ingest.websub.host is an address inside the pod, where no hub arrives: take 0.0.0.0" }}{{ end }}
{{- $websub.port | default 8474 }}
{{- end }}
{{- end }}

{{/* What all pods have in common: who they run as, the settings, the secrets. */}}
{{- define "figurewatch.pod" -}}
serviceAccountName: {{ include "figurewatch.account" . }}
automountServiceAccountToken: false
enableServiceLinks: false
{{- with .Values.imagePullSecrets }}
imagePullSecrets: {{- toYaml . | nindent 2 }}
{{- end }}
securityContext:
  runAsNonRoot: true
  runAsUser: 10001
  runAsGroup: 10001
  fsGroup: 10001
  seccompProfile: {type: RuntimeDefault}
volumes:
  - name: settings
    configMap: {name: {{ include "figurewatch.name" . }}}
  - name: tmp
    emptyDir: {medium: Memory, sizeLimit: 64Mi}
  {{- with .Values.existingSecret }}
  - name: secrets
    secret: {secretName: {{ . }}, defaultMode: 0440}
  {{- end }}
  {{- with .Values.tlsSecret }}
  - name: tls
    secret: {secretName: {{ . }}, defaultMode: 0440}
  {{- end }}
{{- with .Values.nodeSelector }}
nodeSelector: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations: {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{- define "figurewatch.container" -}}
image: {{ include "figurewatch.image" . }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
env:
  - {name: FIGUREWATCH_CONFIG, value: /etc/figurewatch/figurewatch.yaml}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities: {drop: [ALL]}
volumeMounts:
  - {name: settings, mountPath: /etc/figurewatch, readOnly: true}
  - {name: tmp, mountPath: /tmp}
  {{- if .Values.existingSecret }}
  - {name: secrets, mountPath: /run/secrets/figurewatch, readOnly: true}
  {{- end }}
  {{- if .Values.tlsSecret }}
  - {name: tls, mountPath: /run/secrets/figurewatch-tls, readOnly: true}
  {{- end }}
{{- end }}
