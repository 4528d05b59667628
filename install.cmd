@echo off
rem Installs auditkit for this user from the folder "wheels" beside this file.
rem No administrator, no network, no compiler. ASCII only: code page 936 and any other show it.
rem Exit codes: 0 installed, 1 no Python, 2 no wheels, 3 no environment, 4 packages not installed.
setlocal EnableExtensions DisableDelayedExpansion
set "HERE=%~dp0"
set "WHEELS=%HERE%wheels"
set "TARGET=%LOCALAPPDATA%\auditkit"
if not defined LOCALAPPDATA set "TARGET=%USERPROFILE%\auditkit"
if not "%~1"=="" set "TARGET=%~1"
set "CHECK=import sys; sys.exit(sys.version_info < (3, 11))"

set "PYTHON="
py -3.11 -c "%CHECK%" >nul 2>&1 && set "PYTHON=py -3.11"
if defined PYTHON goto found
py -3 -c "%CHECK%" >nul 2>&1 && set "PYTHON=py -3"
if defined PYTHON goto found
python -c "%CHECK%" >nul 2>&1 && set "PYTHON=python"
if defined PYTHON goto found
goto no_python

:found
if not exist "%WHEELS%\auditkit-*.whl" goto no_wheels
echo auditkit: using %PYTHON%, installing into "%TARGET%"
%PYTHON% -m venv "%TARGET%\venv"
if errorlevel 1 goto no_venv
"%TARGET%\venv\Scripts\python.exe" -m pip install --disable-pip-version-check --no-index --find-links "%WHEELS%" --upgrade auditkit
if errorlevel 1 goto no_packages
> "%TARGET%\auditkit.cmd" echo @echo off
>> "%TARGET%\auditkit.cmd" echo "%%~dp0venv\Scripts\auditkit.exe" %%*
"%TARGET%\venv\Scripts\auditkit.exe" --version
if errorlevel 1 goto no_packages
echo.
echo Installed. Type next:
echo   "%TARGET%\auditkit.cmd" demo --rows 5000 --dir demo
echo   "%TARGET%\auditkit.cmd" scan EXPORTS --mapping mapping.yaml --out out
call :chinese installed
exit /b 0

:no_python
echo auditkit needs Python 3.11 or later, for this user; no administrator is needed.
echo Tried: py -3.11, py -3, python. Install it from python.org, then start install.cmd again.
call :chinese no_python
exit /b 1

:no_wheels
echo There is no wheel of auditkit in "%WHEELS%".
echo Make the folder on a connected machine; README, section Windows, says how.
call :chinese no_wheels
exit /b 2

:no_venv
echo The environment "%TARGET%\venv" could not be made; close programs that use it.
call :chinese no_venv
exit /b 3

:no_packages
echo The packages could not be installed from "%WHEELS%". Were the wheels made for this Python?
call :chinese no_packages
exit /b 4

rem The same in Chinese, from a file of its own in UTF-8, by way of code page 65001.
:chinese
if not exist "%HERE%install.zh.txt" exit /b 0
for /f "tokens=2 delims=:" %%p in ('chcp') do set "PAGE=%%p"
chcp 65001 >nul 2>&1
for /f "usebackq tokens=1,* delims==" %%a in ("%HERE%install.zh.txt") do if "%%a"=="%~1" echo %%b
if defined PAGE chcp %PAGE% >nul 2>&1
exit /b 0
