BEGIN TRANSACTION;
CREATE TABLE access (
	id INTEGER NOT NULL, 
	run_id VARCHAR(64) NOT NULL, 
	at VARCHAR(40) NOT NULL, 
	who VARCHAR(200) NOT NULL, 
	os_user VARCHAR(200) NOT NULL, 
	verb VARCHAR(16) NOT NULL, 
	reason TEXT NOT NULL, 
	what TEXT NOT NULL, 
	count INTEGER NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(run_id) REFERENCES run (id)
);
INSERT INTO "access" VALUES(1,'R1','2026-03-03T10:00:00+00:00','auditor','os','identify','complaint 12','R1',1);
INSERT INTO "access" VALUES(2,'R1','2026-03-03T10:00:00+00:00','auditor','os','reveal','complaint 12','FA',1);
CREATE TABLE finding (
	run_id VARCHAR(64) NOT NULL, 
	position INTEGER NOT NULL, 
	fingerprint VARCHAR(64) NOT NULL, 
	rule VARCHAR(128) NOT NULL, 
	body TEXT NOT NULL, 
	PRIMARY KEY (run_id, position), 
	FOREIGN KEY(run_id) REFERENCES run (id)
);
INSERT INTO "finding" VALUES('R1',0,'FB','bank-example.calls.daily','{"activities":["A1","A2","A3","A4"],"agency_id":"","anchor_activity":"A4","at":"2026-03-02T10:00:00+08:00","basis":[{"clause":"1","finer_unseen":false,"in_force_from":"2026-01-01","instrument":"own","source_confidence":"own"}],"case_id":"K1","certainty":"definite","check":"contact.frequency","collector_id":"C1","day":"2026-03-02","debtor":"D1","decision":"open","evidence":"","family":"contact","fingerprint":"FB","force":"bank_policy","incident":"I1","limit":3.0,"linked":[["other.csv",3]],"message":{"en":"call 4","zh":"第 4 次"},"observed":4.0,"org_id":"","overlap":"O1","pack":"bank-example","party":"P1","party_role":"debtor","remedy":{"en":"stop","zh":"停止"},"rule":"bank-example.calls.daily","severity":"high","source_file":"log.csv","source_row":5,"window":["2026-03-02T00:00:00+08:00","2026-03-02T23:59:59+08:00"],"wording":null}');
INSERT INTO "finding" VALUES('R1',1,'FA','bank-example.calls.daily','{"activities":["A1","A2","A3","A4"],"agency_id":"","anchor_activity":"A4","at":"2026-03-02T10:00:00+08:00","basis":[{"clause":"1","finer_unseen":false,"in_force_from":"2026-01-01","instrument":"own","source_confidence":"own"}],"case_id":"K1","certainty":"definite","check":"contact.frequency","collector_id":"C1","day":"2026-03-02","debtor":"D1","decision":"open","evidence":"","family":"contact","fingerprint":"FA","force":"bank_policy","incident":"I1","limit":3.0,"linked":[["other.csv",3]],"message":{"en":"call 4","zh":"第 4 次"},"observed":4.0,"org_id":"","overlap":"O1","pack":"bank-example","party":"P1","party_role":"debtor","remedy":{"en":"stop","zh":"停止"},"rule":"bank-example.calls.daily","severity":"high","source_file":"log.csv","source_row":5,"window":["2026-03-02T00:00:00+08:00","2026-03-02T23:59:59+08:00"],"wording":null}');
INSERT INTO "finding" VALUES('R2',0,'FA','bank-example.calls.daily','{"activities":["A1","A2","A3","A4"],"agency_id":"","anchor_activity":"A4","at":"2026-03-02T10:00:00+08:00","basis":[{"clause":"1","finer_unseen":false,"in_force_from":"2026-01-01","instrument":"own","source_confidence":"own"}],"case_id":"K1","certainty":"definite","check":"contact.frequency","collector_id":"C1","day":"2026-03-02","debtor":"D1","decision":"open","evidence":"","family":"contact","fingerprint":"FA","force":"bank_policy","incident":"I1","limit":3.0,"linked":[["other.csv",3]],"message":{"en":"call 4","zh":"第 4 次"},"observed":4.0,"org_id":"","overlap":"O1","pack":"bank-example","party":"P1","party_role":"debtor","remedy":{"en":"stop","zh":"停止"},"rule":"bank-example.calls.daily","severity":"high","source_file":"log.csv","source_row":5,"window":["2026-03-02T00:00:00+08:00","2026-03-02T23:59:59+08:00"],"wording":null}');
INSERT INTO "finding" VALUES('R2',1,'FC','bank-example.calls.daily','{"activities":["A1","A2","A3","A4"],"agency_id":"","anchor_activity":"A4","at":"2026-03-02T10:00:00+08:00","basis":[{"clause":"1","finer_unseen":false,"in_force_from":"2026-01-01","instrument":"own","source_confidence":"own"}],"case_id":"K1","certainty":"definite","check":"contact.frequency","collector_id":"C1","day":"2026-03-02","debtor":"D1","decision":"open","evidence":"","family":"contact","fingerprint":"FC","force":"bank_policy","incident":"I1","limit":3.0,"linked":[["other.csv",3]],"message":{"en":"call 4","zh":"第 4 次"},"observed":4.0,"org_id":"","overlap":"O1","pack":"bank-example","party":"P1","party_role":"debtor","remedy":{"en":"stop","zh":"停止"},"rule":"bank-example.calls.daily","severity":"high","source_file":"log.csv","source_row":5,"window":["2026-03-02T00:00:00+08:00","2026-03-02T23:59:59+08:00"],"wording":null}');
INSERT INTO "finding" VALUES('R3',0,'FD','bank-example.calls.daily','{"activities":["A1","A2","A3","A4"],"agency_id":"","anchor_activity":"A4","at":"2026-03-02T10:00:00+08:00","basis":[{"clause":"1","finer_unseen":false,"in_force_from":"2026-01-01","instrument":"own","source_confidence":"own"}],"case_id":"K1","certainty":"definite","check":"contact.frequency","collector_id":"C1","day":"2026-03-02","debtor":"D1","decision":"open","evidence":"","family":"contact","fingerprint":"FD","force":"bank_policy","incident":"I1","limit":3.0,"linked":[["other.csv",3]],"message":{"en":"call 4","zh":"第 4 次"},"observed":4.0,"org_id":"","overlap":"O1","pack":"bank-example","party":"P1","party_role":"debtor","remedy":{"en":"stop","zh":"停止"},"rule":"bank-example.calls.daily","severity":"high","source_file":"log.csv","source_row":5,"window":["2026-03-02T00:00:00+08:00","2026-03-02T23:59:59+08:00"],"wording":null}');
CREATE TABLE run (
	id VARCHAR(64) NOT NULL, 
	started_at VARCHAR(40) NOT NULL, 
	key_id VARCHAR(64) NOT NULL, 
	status VARCHAR(16) NOT NULL, 
	manifest TEXT NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "run" VALUES('R1','2026-03-02T00:00:00+00:00','7da7367bdc42','complete','{"counts":{"findings":2},"run_id":"RNAME"}');
INSERT INTO "run" VALUES('R2','2026-03-03T00:00:00+00:00','7da7367bdc42','complete','{"counts":{"findings":2},"run_id":"RNAME"}');
INSERT INTO "run" VALUES('R3','2026-03-04T00:00:00+00:00','7da7367bdc42','running','{"inputs":{}}');
CREATE TABLE store (
	schema_version INTEGER NOT NULL, 
	key_id VARCHAR(64) NOT NULL
);
INSERT INTO "store" VALUES(1,'7da7367bdc42');
CREATE INDEX ix_finding_fingerprint ON finding (fingerprint);
CREATE TRIGGER access_no_update BEFORE UPDATE ON access BEGIN SELECT RAISE(ABORT, 'access is append-only'); END;
CREATE TRIGGER access_no_delete BEFORE DELETE ON access BEGIN SELECT RAISE(ABORT, 'access is append-only'); END;
COMMIT;
